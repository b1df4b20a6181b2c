using System.Net.Sockets;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Interfaces;

public sealed class IPLiteralTests
{
    [TestCase("127.0.0.1")]
    [TestCase("0.0.0.0")]
    [TestCase("255.255.255.255")]
    [TestCase("::")]
    [TestCase("::1")]
    [TestCase("2001:DB8::1")]
    [TestCase("::ffff:1.2.3.4")]
    [TestCase("fe80::1%1")]
    public void TryParse_Literal_IsOne(string text) => IPLiteral.TryParse(text, out _).Should().BeTrue();

    [TestCase("")]
    [TestCase("1")]
    [TestCase("127.1")]
    [TestCase("010.0.0.1")]
    [TestCase("0x7f.0.0.1")]
    [TestCase("256.0.0.1")]
    [TestCase("127.0.0.1 ")]
    [TestCase("[::1]")]
    [TestCase("[::1]:80")]
    [TestCase("fe80::1%no such interface")]
    [TestCase("example.com")]
    [TestCase("127.0.0")]
    [TestCase("1.2.3.4.5")]
    [TestCase("127.0.0.x")]
    [TestCase("127,0,0,1")]
    [TestCase("-1.0.0.0")]
    [TestCase("127.0.0.\u0661")]
    [TestCase(":")]
    [TestCase("::x")]
    [TestCase("::x%1")]
    [TestCase("::1\u2603")]
    public void TryParse_Other_IsNone(string text) => IPLiteral.TryParse(text, out _).Should().BeFalse();

    [Test]
    public void Destination_Scope_IsKept() =>
        IPLiteral.Destination(new IPv6Address("fe80::1%7", 53), AddressFamily.InterNetworkV6).Address.ScopeId.Should().Be(7);

    [Test]
    public void Destination_Broadcast_IsItsAddress() =>
        IPLiteral.Destination("<broadcast>", 9, AddressFamily.InterNetwork).ToString().Should().Be("255.255.255.255:9");
}
