using System.Security.Cryptography;
using TwistedSharp.Defer;

namespace TwistedSharp.Web.Client;

/// <summary>A conversation with one origin: its last challenge, and how often it has been answered.</summary>
internal sealed class DigestAuthenticator(DigestCredentials credentials, bool allowsBasic) : Authenticator
{
    /// <summary>128 bits: the server's chosen nonces must not meet a client's nonce twice.</summary>
    private const int ClientNonceBytes = 16;

    private DigestChallenge? _challenge;
    private string _secret = "";
    private string _nonce = "";
    private string _clientNonce = "";
    private long _count;
    private string? _basic;

    internal override Deferred<string?> Authorize(string method, URI uri) =>
        Deferred.Succeed(_challenge is null ? _basic : Next(method, uri));

    internal override bool Refused(Response refusal, string? refused, int answers)
    {
        var challenges = ChallengeParser.Parse(refusal.Headers.GetRawHeaders("WWW-Authenticate"));
        if (DigestChallenge.Strongest(challenges) is { } challenge)
        {
            // Refused over a fresh nonce that was not stale: it is name or password, and asking again would not change them.
            if (answers > 0 && !challenge.IsStale)
                return false;
            // Who takes the stronger ones out on the way gets no MD5 to guess the password by.
            if (_challenge is { } before && challenge.IsWeakerThan(before))
                return false;
            Use(challenge);
            return true;
        }
        // Who takes the challenge out on the way gets no password for it.
        if (!allowsBasic || _challenge is not null || refused is not null || !challenges.Exists(static c => c.Is("Basic")))
            return false;
        _basic = BasicCredentials.FieldFor(credentials.UserName, credentials.Password);
        return true;
    }

    internal override void Accepted(Response response)
    {
        if (_challenge is null || response.Headers.GetFirst("Authentication-Info") is not { } field)
            return;
        if (ChallengeParser.ParseParameters(field) is { IsAmbiguous: false } info && DigestChallenge.Text(info["nextnonce"]) is { } next)
            Count(next); // RFC 7616 section 3.5
    }

    private void Use(DigestChallenge challenge)
    {
        _challenge = challenge;
        _basic = null;
        _clientNonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(ClientNonceBytes));
        _secret = challenge.SecretOf(credentials.UserName, credentials.Password, _clientNonce);
        Count(challenge.Nonce);
    }

    /// <summary>Counts from anew, unless it is the nonce that is being counted: requests at a time are refused over one nonce, and a count that
    /// comes twice with it is a replay (RFC 7616 section 3.4).</summary>
    private void Count(string nonce)
    {
        if (_nonce != nonce)
            (_nonce, _count) = (nonce, 0);
    }

    private string Next(string method, URI uri) => _challenge!.Answer( // There is one: see the callers.
        credentials.UserName, _secret, method, uri.OriginForm, _nonce, _clientNonce, ++_count);
}
