using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Tests.Transports;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Testing;

public sealed class FakeDatagramTransportTests
{
    private static readonly IPv4Address There = new("192.168.1.1", 53);

    [Test]
    public void Write_Anything_IsKept()
    {
        var transport = new FakeDatagramTransport();
        var protocol = new RecordingDatagrams();
        protocol.MakeConnection(transport);
        protocol.Transport.Write("one"u8, There);
        protocol.Udp.Write("two"u8, "<broadcast>", 9);
        transport.Written.Select(w => w.Address).Should().Equal(There, new IPv4Address("<broadcast>", 9));
        transport.Written[0].Datagram.Should().Equal("one"u8.ToArray());
        transport.ToString().Should().Be("<FakeDatagramTransport 10.0.0.1:12345 Listening, 2 written>");
        transport.Clear();
        transport.Written.Should().BeEmpty();
        transport.GetHost().Should().Be(new IPv4Address("10.0.0.1", 12345));
    }

    [Test]
    public void Write_BadAddress_ThrowsAsARealPortDoes()
    {
        IUDPTransport transport = new FakeDatagramTransport();
        FluentActions.Invoking(() => transport.Write("x"u8)).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => transport.Write("x"u8, "example.com", 1)).Should().Throw<InvalidAddressException>();
        FluentActions.Invoking(() => transport.Write("x"u8, "::1", 1)).Should().Throw<InvalidAddressException>();
        FluentActions.Invoking(() => transport.Connect("example.com", 1)).Should().Throw<InvalidAddressException>();
    }

    [Test]
    public void Connect_Once_FixesTheOtherEnd()
    {
        var transport = new FakeDatagramTransport("::1", 9);
        transport.Connect("2001:db8::1", 53);
        transport.Peer.Should().Be(new IPv6Address("2001:db8::1", 53));
        transport.Write("x"u8);
        transport.Write("x"u8, new IPv6Address("2001:db8:0::1", 53));
        FluentActions.Invoking(() => transport.Write("x"u8, new IPv6Address("2001:db8::1", 54))).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => transport.Connect("2001:db8::1", 53)).Should().Throw<InvalidOperationException>();
        transport.Written.Should().HaveCount(2);
    }

    [Test]
    public void Options_AreKept()
    {
        var transport = new FakeDatagramTransport();
        (transport.GetBroadcastAllowed(), transport.GetLoopbackMode(), transport.GetTTL(), transport.GetOutgoingInterface())
            .Should().Be((false, true, 1, "0.0.0.0"));
        transport.SetBroadcastAllowed(true);
        transport.SetLoopbackMode(false);
        transport.SetTTL(4);
        SuccessResultOf(transport.SetOutgoingInterface("10.0.0.1"));
        (transport.GetBroadcastAllowed(), transport.GetLoopbackMode(), transport.GetTTL(), transport.GetOutgoingInterface())
            .Should().Be((true, false, 4, "10.0.0.1"));
        FluentActions.Invoking(() => transport.SetTTL(256)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Test]
    public void Groups_JoinedAndLeft_OnceEach()
    {
        var transport = new FakeDatagramTransport();
        SuccessResultOf(transport.JoinGroup("225.0.0.250"));
        transport.Groups.Should().Equal(("225.0.0.250", ""));
        FailureResultOf<MulticastJoinException>(transport.JoinGroup("225.0.0.250"));
        SuccessResultOf(transport.LeaveGroup("225.0.0.250"));
        FailureResultOf<MulticastJoinException>(transport.LeaveGroup("225.0.0.250"));
    }

    [Test]
    public void StopListening_Closed_TakesNothingMore()
    {
        var transport = new FakeDatagramTransport();
        SuccessResultOf(transport.StopListening());
        SuccessResultOf(transport.StopListening());
        transport.IsListening.Should().BeFalse();
        FluentActions.Invoking(() => transport.Write("x"u8, There)).Should().Throw<InvalidOperationException>().WithMessage("*Closed*");
        transport.StartListening();
        FluentActions.Invoking(transport.StartListening).Should().Throw<InvalidOperationException>();
    }

    [Test]
    public void Receive_OpenedForNoProtocol_Throws() =>
        FluentActions.Invoking(() => new FakeDatagramTransport().Receive("x"u8, There)).Should().Throw<InvalidOperationException>()
            .WithMessage("*no protocol*");
}
