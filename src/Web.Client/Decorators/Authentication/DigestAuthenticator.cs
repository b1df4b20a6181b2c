using System.Security.Cryptography;
using TwistedSharp.Defer;

namespace TwistedSharp.Web.Client;

/// <summary>A conversation with one origin: its last challenge, and how often it has been answered.</summary>
internal sealed class DigestAuthenticator(DigestCredentials credentials, bool allowsBasic) : Authenticator
{
    /// <summary>128 bits: the server's chosen nonces must not meet a client's nonce twice.</summary>
    private const int ClientNonceBytes = 16;

    private DigestChallenge? _challenge;
    private string _nonce = "";
    private string _clientNonce = "";
    private long _count;
    private string? _basic;

    internal override Deferred<string?> Authorize(string method, URI uri) =>
        Deferred.Succeed(_challenge is null ? _basic : Next(method, uri));

    internal override Deferred<string?> Answer(Response refusal, string? refused, int answers)
    {
        var challenges = ChallengeParser.Parse(refusal.Headers.GetRawHeaders("WWW-Authenticate"));
        if (DigestChallenge.Strongest(challenges) is { } challenge)
        {
            // Refused over a fresh nonce that was not stale: it is name or password, and asking again would not change them.
            if (answers > 0 && !challenge.IsStale)
                return Deferred.Succeed<string?>(null);
            Use(challenge);
            return Deferred.Succeed<string?>(Next(refusal.Request.Method, refusal.Request.URI));
        }
        // Who takes the challenge out on the way gets no password for it.
        if (!allowsBasic || _challenge is not null || refused is not null || !challenges.Exists(static c => c.Is("Basic")))
            return Deferred.Succeed<string?>(null);
        _basic = BasicCredentials.FieldFor(credentials.UserName, credentials.Password);
        return Deferred.Succeed<string?>(_basic);
    }

    internal override void Accepted(Response response)
    {
        if (_challenge is null || response.Headers.GetFirst("Authentication-Info") is not { } field)
            return;
        if (ChallengeParser.ParseParameters(field) is { IsAmbiguous: false } info && DigestChallenge.Text(info["nextnonce"]) is { } next)
            (_nonce, _count) = (next, 0); // RFC 7616 section 3.5
    }

    private void Use(DigestChallenge challenge)
    {
        _challenge = challenge;
        _basic = null;
        _nonce = challenge.Nonce;
        _clientNonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(ClientNonceBytes));
        _count = 0;
    }

    private string Next(string method, URI uri) => _challenge!.Answer( // There is one: see the callers.
        credentials.UserName, credentials.Password, method, uri.OriginForm, _nonce, _clientNonce, ++_count);
}
