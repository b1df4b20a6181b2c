using System.Text;

namespace TwistedSharp.Web.Client.Tests.Connections;

public sealed class CharsetTests
{
    [TestCase(null, "utf-8")]
    [TestCase("", "utf-8")]
    [TestCase("text/html", "utf-8")]
    [TestCase("text/html; charset=UTF-8", "utf-8")]
    [TestCase("text/html;charset=iso-8859-1", "iso-8859-1")]
    [TestCase("text/html; Charset = \"ISO-8859-1\"", "iso-8859-1")]
    [TestCase("text/html; charset=\"iso-8859-1", "iso-8859-1")]
    [TestCase("text/html; charset=iso-8859-1; boundary=x", "iso-8859-1")]
    [TestCase("text/html; boundary=x; charset=utf-16", "utf-16")]
    [TestCase("text/html; x-charset=utf-16", "utf-8")]
    [TestCase("text/html; charset=utf-16; charset=iso-8859-1", "utf-16")]
    [TestCase("text/html; charset=klingon", "utf-8")]
    [TestCase("text/html; charset=utf-7", "utf-8")]
    [TestCase("text/html; charset=", "utf-8")]
    [TestCase("text/html; charset", "utf-8")]
    [TestCase("text/html; x=y; charset=utf-8", "utf-8")]
    public void FromContentType_Parameter_NamesTheEncoding(string? contentType, string expected)
    {
        Charset.FromContentType(contentType).WebName.Should().Be(expected);
        if (contentType is not null)
            Charset.FromContentType(Encoding.Latin1.GetBytes(contentType)).WebName.Should().Be(expected);
    }

    [TestCase("EFBBBF68C3A9", "iso-8859-1", "h\u00e9")]
    [TestCase("FFFE6800E900", "utf-8", "h\u00e9")]
    [TestCase("FEFF006800E9", "utf-8", "h\u00e9")]
    [TestCase("FFFE000068000000", "utf-8", "h")]
    [TestCase("68E9", "iso-8859-1", "h\u00e9")]
    [TestCase("68C3A9", "utf-8", "h\u00e9")]
    [TestCase("68E9", "utf-8", "h\ufffd")]
    [TestCase("EFBB", "utf-8", "\ufffd")]
    [TestCase("", "utf-8", "")]
    public void Decode_Mark_WinsOverTheEncoding(string hex, string encoding, string expected) =>
        Charset.Decode(Convert.FromHexString(hex), Encoding.GetEncoding(encoding)).Should().Be(expected);
}
