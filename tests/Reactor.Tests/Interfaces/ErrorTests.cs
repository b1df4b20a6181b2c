using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Interfaces;

[TestFixture]
public sealed class ErrorTests
{
    private static readonly Type[] All =
    [
        .. typeof(ConnectException).Assembly.GetExportedTypes()
            .Where(t => t.IsSubclassOf(typeof(Exception)) && t.GetConstructor([typeof(string), typeof(Exception)]) is not null),
    ];

    [TestCaseSource(nameof(All))]
    public void Message_EachError_IsWhatItWasGiven(Type type)
    {
        var inner = new IOException("below");
        var error = (Exception)Activator.CreateInstance(type, "what was seen", inner)!; // All have this constructor.
        error.Message.Should().Contain("what was seen");
        error.InnerException.Should().BeSameAs(inner);
    }

    [Test]
    public void ConnectingCancelled_Address_IsWhereItWent()
    {
        var address = new IPv4Address("127.0.0.1", 80);
        new ConnectingCancelledException(address).Address.Should().BeSameAs(address);
    }

    [Test]
    public void Families_Each_CatchTheirOwn()
    {
        typeof(ConnectionLostException).Should().BeDerivedFrom<ConnectionClosedException>();
        typeof(ConnectionDoneException).Should().BeDerivedFrom<ConnectionClosedException>();
        typeof(ConnectionAbortedException).Should().BeDerivedFrom<ConnectionLostException>();
        typeof(InvalidAddressException).Should().BeDerivedFrom<ArgumentException>("that is .NET's ValueError");
        Type[] connecting =
        [
            typeof(ConnectBindException), typeof(UnknownHostException), typeof(NoRouteException), typeof(ConnectionRefusedException),
            typeof(TCPTimedOutException), typeof(BadFileException), typeof(ServiceNameUnknownException), typeof(UserConnectException),
            typeof(ConnectTimeoutException),
        ];
        connecting.Should().OnlyContain(t => t.IsSubclassOf(typeof(ConnectException)));
    }
}
