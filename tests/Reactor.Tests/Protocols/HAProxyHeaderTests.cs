using System.Text;
using TwistedSharp.Protocols;

namespace TwistedSharp.Tests.Protocols;

public sealed class HAProxyHeaderTests
{
    private const string Signature = "0D0A0D0A000D0A515549540A";
    private const string Four = "C0000201C6336407DC0401BB";

    private static readonly string Six = "20010DB8000000000000000000000001" + "00000000000000000000000000000001" + "DC0401BB";
    private static readonly string Paths = Padded("/run/a") + Padded("\0hidden");

    [TestCase("PROXY TCP4 192.0.2.1 198.51.100.7 56324 443", "192.0.2.1:56324", "198.51.100.7:443")]
    [TestCase("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535", "255.255.255.255:65535", "255.255.255.255:65535")]
    [TestCase("PROXY TCP6 2001:DB8::1 ::1 0 65535", "[2001:db8::1]:0", "[::1]:65535")]
    [TestCase("PROXY UNKNOWN", null, null)]
    [TestCase("PROXY UNKNOWN ffff:f...f:ffff anything 1 2 3", null, null)]
    public void Text_Header_IsReadWhenItsLineIsThere(string line, string? source, string? destination) =>
        ShouldBeRead(Encoding.Latin1.GetBytes(line + "\r\n"), source, destination);

    [TestCase("2111", Four, "192.0.2.1:56324", "198.51.100.7:443")]
    [TestCase("2112", Four, "192.0.2.1:56324", "198.51.100.7:443")]
    [TestCase("2111", Four + "0400020000", "192.0.2.1:56324", "198.51.100.7:443")]
    [TestCase("2121", nameof(Six), "[2001:db8::1]:56324", "[::1]:443")]
    [TestCase("2131", nameof(Paths), "/run/a", "@hidden")]
    [TestCase("2011", Four, null, null)]
    [TestCase("2000", "", null, null)]
    [TestCase("2041", "", null, null)]
    [TestCase("2101", Four, null, null)]
    [TestCase("2110", Four, null, null)]
    public void Binary_Header_IsReadWhenItIsWhole(string kind, string rest, string? source, string? destination) =>
        ShouldBeRead(Binary(kind, rest), source, destination);

    [TestCase("GET / HTTP/1.1\r\n", "it begins as neither version does")]
    [TestCase("PROXX", "it begins as neither version does")]
    [TestCase("PROXY\r\n", "it begins as neither version does")]
    [TestCase("PROXY \r\n", "its protocol is not TCP4, TCP6 or UNKNOWN")]
    [TestCase("PROXY UDP4 1.2.3.4 1.2.3.5 1 2\r\n", "its protocol is not TCP4, TCP6 or UNKNOWN")]
    [TestCase("PROXY TCP4\r\n", "it has 0 words behind the protocol, not two addresses and two ports")]
    [TestCase("PROXY TCP4 1.2.3.4 1.2.3.5 1\r\n", "it has 3 words behind the protocol, not two addresses and two ports")]
    [TestCase("PROXY TCP4 1.2.3.4 1.2.3.5 1 2 3\r\n", "it has 5 words behind the protocol, not two addresses and two ports")]
    [TestCase("PROXY TCP4 1.2.3.4  1.2.3.5 1\r\n", "one of its ports is not a number up to 65535")]
    [TestCase("PROXY TCP4 ::1 ::1 1 2\r\n", "one of its addresses is none of its protocol")]
    [TestCase("PROXY TCP6 1.2.3.4 1.2.3.5 1 2\r\n", "one of its addresses is none of its protocol")]
    [TestCase("PROXY TCP6 fe80::1%1 ::1 1 2\r\n", "one of its addresses is none of its protocol")]
    [TestCase("PROXY TCP4 1.2.3.4 010.2.3.5 1 2\r\n", "one of its addresses is none of its protocol")]
    [TestCase("PROXY TCP4 1.2.3.4 1.2.3.5 1 65536\r\n", "one of its ports is not a number up to 65535")]
    [TestCase("PROXY TCP4 1.2.3.4 1.2.3.5 +1 2\r\n", "one of its ports is not a number up to 65535")]
    public void Text_NoHeader_IsRefused(string text, string why) => ShouldBeRefused(Encoding.Latin1.GetBytes(text), why);

    [Test]
    public void Text_LineTooLong_IsRefused()
    {
        var line = "PROXY UNKNOWN ".PadRight(105, 'x');
        HAProxyHeader.Read(Encoding.Latin1.GetBytes(line + "\r\n"))!.Value.Length.Should().Be(107);
        HAProxyHeader.Read(Encoding.Latin1.GetBytes(line + "x")).Should().BeNull();
        ShouldBeRefused(Encoding.Latin1.GetBytes(line + "xx"), "its line is longer than 107 bytes");
        ShouldBeRefused(Encoding.Latin1.GetBytes(line + "x\r\n"), "its line is longer than 107 bytes");
    }

    [TestCase("1111", Four, "its version and command are 0x11, not 0x20 (LOCAL) or 0x21 (PROXY)")]
    [TestCase("2211", Four, "its version and command are 0x22, not 0x20 (LOCAL) or 0x21 (PROXY)")]
    [TestCase("2141", Four, "its family and transport are 0x41, which are not known")]
    [TestCase("2113", Four, "its family and transport are 0x13, which are not known")]
    [TestCase("2111", "C0000201C6336407DC0401", "its addresses have 11 bytes, not 12")]
    [TestCase("2121", Four, "its addresses have 12 bytes, not 36")]
    [TestCase("2131", nameof(Six), "its addresses have 36 bytes, not 216")]
    public void Binary_NoHeader_IsRefused(string kind, string rest, string why) => ShouldBeRefused(Binary(kind, rest), why);

    [Test]
    public void Binary_HeaderTooLong_IsRefusedBeforeItIsThere()
    {
        var start = Binary("2111", "")[..14];
        HAProxyHeader.Read([.. start, 0x0f, 0xf0]).Should().BeNull("4096 bytes may come");
        ShouldBeRefused([.. start, 0x0f, 0xf1], "it has 4097 bytes; 4096 are the limit");
    }

    private static void ShouldBeRead(byte[] header, string? source, string? destination)
    {
        for (var length = 0; length < header.Length; length++)
            HAProxyHeader.Read(header.AsSpan(0, length)).Should().BeNull("{0} bytes are not all", length);
        foreach (var data in new byte[][] { header, [.. header, .. "\r\nPROXY"u8] })
        {
            var read = HAProxyHeader.Read(data)!.Value; // It is whole.
            (read.Length, read.Source?.ToString(), read.Destination?.ToString()).Should().Be((header.Length, source, destination));
        }
    }

    private static void ShouldBeRefused(byte[] data, string why) =>
        FluentActions.Invoking(() => HAProxyHeader.Read(data)).Should().Throw<FormatException>().WithMessage(why);

    private static byte[] Binary(string kind, string rest)
    {
        var bytes = Convert.FromHexString(rest == nameof(Six) ? Six : rest == nameof(Paths) ? Paths : rest);
        return [.. Convert.FromHexString(Signature + kind), (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
    }

    private static string Padded(string path) => Convert.ToHexString(Encoding.UTF8.GetBytes(path.PadRight(108, '\0')));
}
