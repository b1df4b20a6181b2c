using System.Text;

namespace TwistedSharp.Web.Client.Tests.Wire;

public sealed class GrammarTests
{
    [TestCase("GET", true)]
    [TestCase("!#$%&'*+-.^_`|~09AZaz", true)]
    [TestCase("", false)]
    [TestCase("a b", false)]
    [TestCase("a:", false)]
    [TestCase("a\r\n", false)]
    [TestCase("\u00e9", false)]
    public void IsToken_TextAndBytes_Agree(string text, bool expected)
    {
        Grammar.IsToken(text).Should().Be(expected);
        Grammar.IsToken(Encoding.Latin1.GetBytes(text)).Should().Be(expected);
    }
}
