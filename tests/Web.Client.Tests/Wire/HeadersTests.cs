namespace TwistedSharp.Web.Client.Tests.Wire;

public sealed class HeadersTests
{
    // Half pairs do not survive in an attribute.
    private static readonly string[] BadValues =
        ["\0", "a\u0001", "a\u001bb\r\n", "a\u007f", "\ud83d", "\ude00x", "\ud83d\ude00\ud83d\ud83d", "\ud83d\ude00\ude00"];

    [Test]
    public void AddRawHeader_SameNameOtherCase_JoinsAndKeepsTheFirstSpelling()
    {
        var headers = new Headers { { "x-One", "1" }, { "B", "2" }, { "X-ONE", "3" } };
        headers.GetRawHeaders("X-one").Should().Equal("1", "3");
        headers.Count.Should().Be(2);
        headers.ToString().Should().Be("<Headers x-One: 1, x-One: 3, B: 2>");
    }

    [Test]
    public void SetRawHeaders_ExistingName_ReplacesInPlace()
    {
        var headers = new Headers { { "A", "1" }, { "B", "2" } };
        headers.SetRawHeaders("a", "3", "4");
        headers.SetRawHeaders("C", new List<string> { "5" });
        headers.SetRawHeader("B", "6");
        headers.ToString().Should().Be("<Headers a: 3, a: 4, B: 6, C: 5>");
    }

    [Test]
    public void SetRawHeaders_NoValues_Removes()
    {
        var headers = new Headers { { "A", "1" } };
        headers.SetRawHeaders("A");
        headers.HasHeader("A").Should().BeFalse();
        headers.GetRawHeaders("A").Should().BeNull();
    }

    [Test]
    public void Lookups_AbsentName_GiveNullAndFalse()
    {
        var headers = new Headers { { "A", "1" } };
        headers.GetFirst("B").Should().BeNull();
        headers.GetRawHeaders("B").Should().BeNull();
        headers.HasHeader("not a token").Should().BeFalse();
        headers.RemoveHeader("B").Should().BeFalse();
    }

    [Test]
    public void RemoveHeader_MiddleName_KeepsTheOthersInOrder()
    {
        var headers = new Headers { { "A", "1" }, { "B", "2" }, { "C", "3" }, { "b", "4" } };
        headers.RemoveHeader("b").Should().BeTrue();
        headers.ToString().Should().Be("<Headers A: 1, C: 3>");
        headers.Count.Should().Be(2);
    }

    [TestCase("")]
    [TestCase("a b")]
    [TestCase("a:")]
    [TestCase("a\r\nB")]
    [TestCase("\u00e9")]
    [TestCase("a\0")]
    public void Names_NotATokens_AreRefused(string name)
    {
        var headers = new Headers();
        ((Action)(() => headers.AddRawHeader(name, "x"))).Should().Throw<InvalidHeaderNameException>();
        ((Action)(() => headers.SetRawHeader(name, "x"))).Should().Throw<InvalidHeaderNameException>();
        ((Action)(() => headers.SetRawHeaders(name, "x"))).Should().Throw<InvalidHeaderNameException>();
        headers.Count.Should().Be(0);
    }

    [TestCase("a\rb", "a b")]
    [TestCase("a\nb", "a b")]
    [TestCase("a\r\nb", "a b")]
    [TestCase("a\r\n\r\n\nb\rc", "a b c")]
    [TestCase("a\r\n", "a")]
    [TestCase("\r\na", "a")]
    [TestCase("\r\n", "")]
    [TestCase("a\r\nSet-Cookie: x", "a Set-Cookie: x")]
    [TestCase("a\tb ", "a\tb ")]
    [TestCase("\u00e9\u4e16\ud83d\ude00", "\u00e9\u4e16\ud83d\ude00")]
    public void Values_LineBreaks_BecomeOneSpace(string value, string stored)
    {
        var headers = new Headers();
        headers.AddRawHeader("A", value);
        headers.SetRawHeader("B", value);
        headers.SetRawHeaders("C", value);
        headers.Select(pair => pair.Value).Should().Equal(stored, stored, stored);
    }

    [TestCaseSource(nameof(BadValues))]
    public void Values_ControlsAndHalfPairs_AreRefusedWithoutShowingTheValue(string value)
    {
        var headers = new Headers { { "A", "1" } };
        ((Action)(() => headers.SetRawHeaders("A", "secret", "secret" + value))).Should().Throw<InvalidHeaderValueException>()
            .WithMessage("*A*").Which.Message.Should().NotContain("secret");
        headers.GetFirst("A").Should().Be("1");
    }

    [Test]
    public void NullArguments_AreRefused()
    {
        var headers = new Headers();
        ((Action)(() => headers.AddRawHeader(null!, "x"))).Should().Throw<ArgumentNullException>();
        ((Action)(() => headers.AddRawHeader("a", null!))).Should().Throw<ArgumentNullException>();
        ((Action)(() => headers.GetFirst(null!))).Should().Throw<ArgumentNullException>();
    }

    [Test]
    public void GetRawHeaders_LaterChange_DoesNotShow()
    {
        var headers = new Headers { { "A", "1" } };
        IReadOnlyList<string> before = headers.GetRawHeaders("A")!;
        headers.AddRawHeader("A", "2");
        before.Should().Equal("1");
    }

    [Test]
    public void GetAllRawHeaders_GivesNamesWithAllValues() =>
        new Headers { { "A", "1" }, { "B", "2" }, { "a", "3" } }.GetAllRawHeaders()
            .Select(header => $"{header.Name}={string.Join('|', header.Values)}").Should().Equal("A=1|3", "B=2");

    [TestCase(false)]
    [TestCase(true)]
    public void Copy_ChangesIndependently(bool received)
    {
        Headers headers = received ? Received() : new Headers { { "A", "1" }, { "B", "2" }, { "a", "3" } };
        Headers copy = headers.Copy();
        copy.AddRawHeader("A", "9");
        copy.RemoveHeader("B");
        headers.ToString().Should().Be("<Headers A: 1, A: 3, B: 2>");
        copy.ToString().Should().Be("<Headers A: 1, A: 3, A: 9>");
        headers.SetRawHeader("A", "0");
        copy.GetFirst("A").Should().Be("1");
    }

    [Test]
    public void Received_Lookups_NeedNoMaterialising()
    {
        Headers headers = Received();
        headers.GetFirst("a").Should().Be("1");
        headers.GetRawHeaders("a").Should().Equal("1", "3");
        headers.GetRawHeaders("z").Should().BeNull();
        headers.HasHeader("B").Should().BeTrue();
        headers.HasHeader("BB").Should().BeFalse();
        headers.Count.Should().Be(2);
        headers.GetFirst("a").Should().Be("1");
        headers.GetRawHeaders("a").Should().Equal("1", "3");
        headers.HasHeader("b").Should().BeTrue();
    }

    [Test]
    public void Received_Changed_KeepsTheRest()
    {
        Headers headers = Received();
        headers.SetRawHeader("b", "5");
        headers.ToString().Should().Be("<Headers A: 1, A: 3, b: 5>");
    }

    [Test]
    public void Received_HighBytes_AreReadAsLatin1()
    {
        byte[] block = [(byte)'A', (byte)':', 0xc3, 0xa9, 0xff];
        new Headers(block, [new Field(0, 1, 2, 3)]).GetFirst("A").Should().Be("\u00c3\u00a9\u00ff");
    }

    [Test]
    public void ToString_Secrets_AreHidden() =>
        new Headers { { "authorization", "s1" }, { "Cookie", "s2" }, { "SET-COOKIE", "s3" }, { "Proxy-Authorization", "s4" }, { "A", "b" } }
            .ToString().Should().Be(
                "<Headers authorization: (hidden), Cookie: (hidden), SET-COOKIE: (hidden), Proxy-Authorization: (hidden), A: b>");

    [Test]
    public void ToString_Empty_IsShort() => new Headers().ToString().Should().Be("<Headers>");

    private static Headers Received()
    {
        byte[] block = "A:1\r\nB:2\r\na:3\r\n"u8.ToArray();
        return new Headers(block, [new Field(0, 1, 2, 1), new Field(5, 1, 7, 1), new Field(10, 1, 12, 1)]);
    }
}
