using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Interfaces;

[TestFixture]
public sealed class AddressTests
{
    private static readonly Func<IAddress>[] Makers =
    [
        () => new IPv4Address("127.0.0.1", 80),
        () => new IPv4Address("127.0.0.2", 80),
        () => new IPv4Address("127.0.0.1", 81),
        () => new IPv6Address("::1", 80),
        () => new IPv6Address("::2", 80),
        () => new IPv6Address("::1", 80, FlowInfo: 1),
        () => new IPv6Address("::1", 80, ScopeId: 2),
        () => new HostnameAddress("example.com", 80),
        () => new HostnameAddress("example.org", 80),
        () => new UNIXAddress("/tmp/a"),
        () => new UNIXAddress("/tmp/b"),
        () => new UNIXAddress(null),
    ];

    [Test]
    public void Equals_SameProperties_AreEqualAndHashAlike()
    {
        foreach (var make in Makers)
        {
            make().Should().Be(make());
            make().GetHashCode().Should().Be(make().GetHashCode());
        }
    }

    [Test]
    public void Equals_AnyTwoThatDiffer_AreKeysOfTheirOwn() =>
        Makers.Select(make => make()).ToHashSet().Should().HaveCount(Makers.Length);

    [Test]
    public void Equals_PathsOfOneFile_AreTwoAddresses()
    {
        var file = Path.GetTempFileName();
        var link = file + ".link";
        File.CreateSymbolicLink(link, file);
        try
        {
            new UNIXAddress(link).Should().NotBe(new UNIXAddress(file), "an address used as a key must not depend on the disk");
        }
        finally
        {
            File.Delete(link);
            File.Delete(file);
        }
    }

    [Test]
    public void ToString_Each_IsShort()
    {
        $"{new IPv4Address("127.0.0.1", 80)}".Should().Be("127.0.0.1:80");
        $"{new IPv6Address("fe80::1%2", 80, ScopeId: 2)}".Should().Be("[fe80::1%2]:80");
        $"{new HostnameAddress("example.com", 80)}".Should().Be("example.com:80");
        $"{new UNIXAddress("/tmp/a")}".Should().Be("/tmp/a");
        $"{new UNIXAddress("\0a")}".Should().Be("@a");
        $"{new UNIXAddress(null)}".Should().Be("(unnamed)");
    }
}
