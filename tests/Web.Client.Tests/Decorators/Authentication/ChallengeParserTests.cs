namespace TwistedSharp.Web.Client.Tests.Decorators.Authentication;

public sealed class ChallengeParserTests
{
    [Test]
    public void Parse_SeveralInOneField_AreToldApart()
    {
        var challenges = ChallengeParser.Parse([
            "Negotiate, Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\", Basic realm=\"simple\"",
            "NTLM TlRMTVNTUAACAAAA+/==, Digest nonce = \"a,b=c\" , qop=\"auth,auth-int\"",
        ]);
        challenges.Select(c => c.Scheme).Should().Equal("Negotiate", "Newauth", "Basic", "NTLM", "Digest");
        challenges[1]["TITLE"].Should().Be("Login to \"apps\"");
        challenges[1]["type"].Should().Be("1");
        challenges[2]["realm"].Should().Be("simple");
        challenges[4]["nonce"].Should().Be("a,b=c");
        challenges[4]["qop"].Should().Be("auth,auth-int");
        challenges[4]["opaque"].Should().BeNull();
    }

    [TestCase("")]
    [TestCase(",, ,")]
    [TestCase("=")]
    [TestCase("\"Digest\" realm=a")]
    [TestCase("Digest realm=\"never closed")]
    [TestCase("Digest realm=\"ends in \\")]
    [TestCase("Digest realm=")]
    [TestCase("Digest realm=a b")]
    [TestCase("Digest realm=\"a\"b")]
    [TestCase("Digest realm=a, realm=b")]
    [TestCase("Digest realm=a, REALM=a")]
    public void Parse_Malformed_IsNoChallenge(string field)
    {
        var challenges = ChallengeParser.Parse([field]);
        challenges.Where(c => c["realm"] is not null).Should().BeEmpty();
    }

    [Test]
    public void Parse_MalformedLater_WhatWasWholeCounts() =>
        ChallengeParser.Parse(["Basic realm=\"a\", Digest realm=\"never closed"]).Should().ContainSingle().Which.Scheme.Should().Be("Basic");

    [Test]
    public void Parse_TooMany_IsBounded()
    {
        ChallengeParser.Parse([string.Join(", ", Enumerable.Repeat("Basic realm=a", 1000))]).Should().HaveCount(ChallengeParser.MaxChallenges);
        ChallengeParser.Parse([.. Enumerable.Repeat("Basic realm=a", 1000)]).Should().HaveCount(ChallengeParser.MaxChallenges);
        var parameters = string.Join(", ", Enumerable.Range(0, 1000).Select(i => $"p{i}=v"));
        ChallengeParser.Parse([$"Digest {parameters}"]).Should().BeEmpty();
    }

    [Test]
    public void Parse_RandomText_EndsWithoutCrashing()
    {
        const string Alphabet = "Digest ,,==\"\"\\\t realm nonce aZ9é/+";
        var random = new Random(7616);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            ChallengeParser.Parse([text]).Count.Should().BeLessThanOrEqualTo(ChallengeParser.MaxChallenges);
            ChallengeParser.ParseParameters(text);
        }
    }
}
