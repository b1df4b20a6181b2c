using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Tests.Transports;

[TestFixture]
public sealed class ServiceNamesTests
{
    private static readonly string[] Table =
    [
        "# comment",
        "",
        "domain\t\t53/udp",
        "domain 53/tcp  # name server",
        "http  80/tcp www  # WorldWideWeb HTTP",
        "broken",
        "odd   x/tcp",
        "#gone  99/tcp",
    ];

    [TestCase("http", "tcp", 80)]
    [TestCase("www", "tcp", 80)]
    [TestCase("domain", "tcp", 53)]
    [TestCase("http", "udp", null)]
    [TestCase("WorldWideWeb", "tcp", null)]
    [TestCase("broken", "tcp", null)]
    [TestCase("odd", "tcp", null)]
    [TestCase("gone", "tcp", null)]
    public void Find_Name_IsTheServicesPort(string service, string protocol, int? port) =>
        ServiceNames.Find(Table, service, protocol).Should().Be(port);

    [Test]
    public void ConnectTCP_UnknownService_ThrowsAtOnce()
    {
        var reactor = new MemoryReactorClock();
        FluentActions.Invoking(() => reactor.ConnectTCP("127.0.0.1", "thisbetternotexist", new RecordingFactory(() => null)))
            .Should().Throw<ServiceNameUnknownException>().WithMessage("*thisbetternotexist*");
        reactor.TcpClients.Should().BeEmpty();
    }

    [Test]
    public void ConnectTCP_KnownService_ConnectsToItsPort()
    {
        if (!File.Exists("/etc/services"))
            Assert.Inconclusive("There is no table of services here.");
        var reactor = new MemoryReactorClock();
        reactor.ConnectTCP("127.0.0.1", "http", new RecordingFactory(() => null), TimeSpan.FromSeconds(3), "127.0.0.1:0");
        var connector = reactor.TcpClients.Should().ContainSingle().Subject;
        connector.Port.Should().Be(80);
        connector.Timeout.Should().Be(TimeSpan.FromSeconds(3));
        connector.BindAddress.Should().Be("127.0.0.1:0");
    }
}
