using System.Net;
using System.Net.Sockets;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

public sealed class SocketErrorsTests
{
    [TestCase(SocketError.ConnectionRefused, typeof(ConnectionRefusedException))]
    [TestCase(SocketError.NetworkUnreachable, typeof(NoRouteException))]
    [TestCase(SocketError.HostUnreachable, typeof(NoRouteException))]
    [TestCase(SocketError.TimedOut, typeof(TCPTimedOutException))]
    [TestCase(SocketError.HostNotFound, typeof(UnknownHostException))]
    [TestCase(SocketError.AccessDenied, typeof(ConnectException))]
    public void ToConnectException_Code_MapsToTypeWithAddressAndCause(SocketError code, Type type)
    {
        var error = SocketErrors.ToConnectException(code, new IPEndPoint(IPAddress.Loopback, 81));
        error.GetType().Should().Be(type);
        error.Message.Should().Contain("127.0.0.1:81");
        error.InnerException.Should().BeOfType<SocketException>().Which.SocketErrorCode.Should().Be(code);
    }

    [TestCase(SocketError.ConnectionAborted, true)]
    [TestCase(SocketError.ConnectionReset, true)]
    [TestCase(SocketError.AccessDenied, true)]
    [TestCase(SocketError.TooManyOpenSockets, false)]
    [TestCase(SocketError.InvalidArgument, false)]
    public void IsOfOneClient_FailedAccept_TellsWhetherThePortGoesOn(SocketError code, bool isOfOne) =>
        SocketErrors.IsOfOneClient(code).Should().Be(isOfOne);

    [TestCase(SocketError.WouldBlock, true)]
    [TestCase(SocketError.NoBufferSpaceAvailable, true)]
    [TestCase(SocketError.Interrupted, true)]
    [TestCase(SocketError.ConnectionReset, false)]
    public void IsTemporary_FailedSend_TellsWhetherItCanGoOn(SocketError code, bool isTemporary) =>
        SocketErrors.IsTemporary(code).Should().Be(isTemporary);

    [TestCase(SocketError.TooManyOpenSockets, true)]
    [TestCase(SocketError.NoBufferSpaceAvailable, true)]
    [TestCase(SocketError.ConnectionAborted, false)]
    public void IsExhaustion_FailedAccept_TellsWhetherDescriptorsOrMemoryRanOut(SocketError code, bool isExhaustion) =>
        SocketErrors.IsExhaustion(code).Should().Be(isExhaustion);
}
