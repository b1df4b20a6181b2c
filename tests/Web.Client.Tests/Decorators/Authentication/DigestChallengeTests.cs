using System.Security.Cryptography;
using System.Text;

namespace TwistedSharp.Web.Client.Tests.Decorators.Authentication;

/// <summary>The answers of RFC 7616 section 3.9.1 and RFC 2617 section 3.5, and what those of curl and Twisted's server say.</summary>
public sealed class DigestChallengeTests
{
    private const string Rfc7616 =
        "realm=\"http-auth@example.org\", qop=\"auth, auth-int\", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
        + "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";

    [TestCase("MD5", "8ca523f5e9506fed4657c9700eebdbec")]
    [TestCase("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")]
    public void Answer_Rfc7616_IsThatOfTheExample(string algorithm, string response)
    {
        var answer = Answer($"Digest {Rfc7616}, algorithm={algorithm}",
            "Mufasa", "Circle of Life", "GET", "/dir/index.html", "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
            "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", 1);
        answer.Should().Be(
            "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
            + $"uri=\"/dir/index.html\", response=\"{response}\", algorithm={algorithm}, "
            + "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\", cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", "
            + "qop=auth, nc=00000001");
    }

    [Test]
    public void Answer_Rfc2617_IsThatOfTheExample() =>
        Answer("Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"", "Mufasa", "Circle Of Life", "GET", "/dir/index.html", "dcd98b7102dd2f0e8b11d0f600bfb0c093", "0a4f113b", 1)
            .Should().Contain("response=\"6629fae49393a05397450978507c4ef1\"").And.NotContain("algorithm").And.NotContain("opaque");

    [Test]
    public void Answer_WithoutQop_IsThatOfRfc2069() =>
        Answer("Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"", "Mufasa", "CircleOfLife", "GET", "/dir/index.html", "dcd98b7102dd2f0e8b11d0f600bfb0c093", "0a4f113b", 1)
            .Should().Contain("response=\"1949323746fe6a43ef61f9606e7febea\"").And.NotContain("cnonce").And.NotContain("nc=");

    [Test]
    public void Answer_SessionKind_HashesTheNoncesIntoTheSecret()
    {
        // HA1 = MD5(MD5("u:r:p"):"n":"c"), computed apart.
        var answer = Answer("Digest realm=\"r\", nonce=\"n\", qop=auth, algorithm=MD5-sess", "u", "p", "GET", "/", "n", "c", 1);
        answer.Should().Contain("algorithm=MD5-sess").And.Contain($"response=\"{SessionResponse()}\"");
    }

    [Test]
    public void Answer_SessionKindOverTheNextNonce_KeepsTheSecret() =>
        Answer("Digest realm=\"r\", nonce=\"n\", qop=auth, algorithm=MD5-sess", "u", "p", "GET", "/", "m", "c", 1)
            .Should().Contain("nonce=\"m\"").And.Contain($"response=\"{SessionResponse("m")}\"");

    [Test]
    public void Answer_UserHash_HidesTheName()
    {
        var answer = Answer("Digest realm=\"r\", nonce=\"n\", qop=auth, algorithm=SHA-256, userhash=true", "user", "p", "GET", "/", "n", "c", 1);
        answer.Should().NotContain("\"user\"").And.Contain($"username=\"{Sha256("user:r")}\"").And.EndWith("userhash=true");
    }

    [Test]
    public void Answer_NameBeyondAscii_IsExtended() =>
        Answer("Digest realm=\"r\", nonce=\"n\", qop=auth, charset=UTF-8", "Jäsøn Doe", "p", "GET", "/", "n", "c", 1)
            .Should().StartWith("Digest username*=UTF-8''J%C3%A4s%C3%B8n%20Doe, realm=");

    [Test]
    public void Answer_QuotesAndCount_AreWrittenAsTheRfcSays() =>
        Answer("Digest realm=\"a \\\"b\\\" \\\\c\", nonce=\"n\", qop=auth", "u\"", "p", "GET", "/", "n", "c", 0x1234)
            .Should().Contain("username=\"u\\\"\"").And.Contain("realm=\"a \\\"b\\\" \\\\c\"").And.Contain("nc=00001234");

    [Test]
    public void Answer_RealmBeyondAscii_GoesBackAsTheSameBytes()
    {
        var received = Encoding.Latin1.GetString("Grüße"u8);
        Answer($"Digest realm=\"{received}\", nonce=\"n\", qop=auth", "u", "p", "GET", "/", "n", "c", 1).Should().Contain("realm=\"Grüße\"");
        Read("Digest realm=\"Gr\u00fc\u00dfe\", nonce=\"n\", qop=auth").Should().BeNull("these bytes are no UTF-8");
    }

    [TestCase("realm=r, nonce=n, qop=auth-int")]
    [TestCase("realm=r, nonce=n, qop=\"\"")]
    [TestCase("realm=r, nonce=n, algorithm=SHA-512-256")]
    [TestCase("realm=r, nonce=n, algorithm=md4")]
    [TestCase("realm=r")]
    [TestCase("nonce=n")]
    [TestCase("realm=r, nonce=n, nonce=m")]
    public void Strongest_NotAnswerable_IsNone(string parameters) => Read($"Digest {parameters}").Should().BeNull();

    [Test]
    public void Strongest_HugeValues_AreNone()
    {
        Read($"Digest realm=r, nonce={new string('n', 5000)}").Should().BeNull();
        Read($"Digest realm=r, nonce=n, opaque={new string('n', 5000)}").Should().BeNull();
    }

    [Test]
    public void Strongest_Several_IsTheStrongest() =>
        DigestChallenge.Strongest(ChallengeParser.Parse([
                "Basic realm=b, Digest realm=r, nonce=n1, qop=auth, algorithm=MD5",
                "Digest realm=r, nonce=n2, qop=auth, algorithm=SHA-256, Digest realm=r, nonce=n3, qop=auth, algorithm=SHA-256-sess",
            ]))!
            .Nonce.Should().Be("n2");

    private static DigestChallenge? Read(string field) => DigestChallenge.Strongest(ChallengeParser.Parse([field]));

    private static string Answer(
        string field, string userName, string password, string method, string target, string nonce, string clientNonce, long count)
    {
        var challenge = Read(field)!; // It can be answered.
        return challenge.Answer(userName, challenge.SecretOf(userName, password, clientNonce), method, target, nonce, clientNonce, count);
    }

    private static string SessionResponse(string next = "n")
    {
        var secret = Md5($"{Md5("u:r:p")}:n:c");
        return Md5($"{secret}:{next}:00000001:c:auth:{Md5("GET:/")}");
    }

    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
