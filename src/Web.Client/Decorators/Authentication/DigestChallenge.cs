using System.Security.Cryptography;
using System.Text;

namespace TwistedSharp.Web.Client;

/// <summary>A Digest challenge that can be answered (RFC 7616 section 3.3).</summary>
internal sealed class DigestChallenge
{
    /// <summary>Longer values are nobody's: they are sent back with every request.</summary>
    private const int MaxValueChars = 4096;

    private readonly bool _isSha256;
    private readonly bool _isSession;
    private readonly bool _hasQop;
    private readonly bool _isUserHashed;
    private readonly string _realm;
    private readonly string? _opaque;
    private readonly string? _algorithm;

    private DigestChallenge(Challenge challenge, string realm, string nonce, string? opaque, string? algorithm)
    {
        _realm = realm;
        Nonce = nonce;
        _opaque = opaque;
        _algorithm = algorithm;
        _isSha256 = algorithm?.StartsWith("SHA-256", StringComparison.OrdinalIgnoreCase) == true;
        _isSession = algorithm?.EndsWith("-sess", StringComparison.OrdinalIgnoreCase) == true;
        _hasQop = challenge["qop"] is not null;
        _isUserHashed = "true".Equals(challenge["userhash"], StringComparison.OrdinalIgnoreCase);
        IsStale = "true".Equals(challenge["stale"], StringComparison.OrdinalIgnoreCase);
    }

    internal string Nonce { get; }

    /// <summary>The nonce was too old; name and password were not looked at.</summary>
    internal bool IsStale { get; }

    /// <summary>The strongest one of a response that we know how to answer.</summary>
    internal static DigestChallenge? Strongest(List<Challenge> challenges)
    {
        DigestChallenge? best = null;
        foreach (var challenge in challenges)
        {
            if (Read(challenge) is { } digest && (best is null || best.IsWeakerThan(digest)))
                best = digest;
        }
        return best;
    }

    internal bool IsWeakerThan(DigestChallenge other) => other._isSha256 && !_isSha256;

    /// <summary>What all answers to this challenge are made with. The -sess kinds take its own nonce and the client's into it, and keep them when
    /// the server gives another nonce by nextnonce (RFC 7616 section 3.4.2).</summary>
    internal string SecretOf(string userName, string password, string clientNonce)
    {
        var secret = Hash($"{userName}:{_realm}:{password}");
        return _isSession ? Hash($"{secret}:{Nonce}:{clientNonce}") : secret;
    }

    /// <summary>The value of Authorization.</summary>
    /// <param name="userName">The name.</param>
    /// <param name="secret">See <see cref="SecretOf"/>.</param>
    /// <param name="method">The request's method.</param>
    /// <param name="target">The request's target, as it is sent.</param>
    /// <param name="nonce">The challenge's nonce, or the next one.</param>
    /// <param name="clientNonce">Ours; the same for all answers to one challenge, as the -sess kinds need.</param>
    /// <param name="count">How many answers there have been with this nonce, this one included.</param>
    internal string Answer(string userName, string secret, string method, string target, string nonce, string clientNonce, long count)
    {
        var request = Hash($"{method}:{target}");
        var times = count.ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
        var response = Hash(_hasQop ? $"{secret}:{nonce}:{times}:{clientNonce}:auth:{request}" : $"{secret}:{nonce}:{request}");

        var field = new StringBuilder("Digest ");
        if (_isUserHashed)
            Quote(field, "username", Hash($"{userName}:{_realm}"));
        else if (Ascii.IsValid(userName))
            Quote(field, "username", userName);
        else
            field.Append("username*=UTF-8''").Append(Uri.EscapeDataString(userName)); // RFC 7616 section 3.4
        Quote(field.Append(", "), "realm", _realm);
        Quote(field.Append(", "), "nonce", nonce);
        Quote(field.Append(", "), "uri", target);
        Quote(field.Append(", "), "response", response);
        if (_algorithm is not null)
            field.Append(", algorithm=").Append(_algorithm);
        if (_opaque is not null)
            Quote(field.Append(", "), "opaque", _opaque);
        if (_hasQop || _isSession)
            Quote(field.Append(", "), "cnonce", clientNonce);
        if (_hasQop)
            field.Append(", qop=auth, nc=").Append(times);
        if (_isUserHashed)
            field.Append(", userhash=true");
        return field.ToString();
    }

    private static DigestChallenge? Read(Challenge challenge)
    {
        if (!challenge.Is("Digest") || challenge["algorithm"] is { } named && !IsKnown(named) || !OffersAuth(challenge["qop"]))
            return null;
        var realm = Text(challenge["realm"]);
        var nonce = Text(challenge["nonce"]);
        var opaque = Text(challenge["opaque"]);
        if (realm is null || nonce is null || (opaque is null && challenge["opaque"] is not null))
            return null;
        return new DigestChallenge(challenge, realm, nonce, opaque, challenge["algorithm"]);
    }

    private static bool IsKnown(string algorithm) => algorithm.ToUpperInvariant() is "MD5" or "MD5-SESS" or "SHA-256" or "SHA-256-SESS";

    /// <summary>No qop at all is what RFC 2069 had.</summary>
    private static bool OffersAuth(string? qop)
    {
        if (qop is null)
            return true;
        foreach (var range in qop.AsSpan().Split(','))
        {
            if (qop.AsSpan()[range].Trim().Equals("auth", StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    /// <summary>A value that goes back with the same bytes.</summary>
    internal static string? Text(string? value) =>
        value is null || value.Length > MaxValueChars ? null : FieldText.Recoded(value);

    private static void Quote(StringBuilder field, string name, string value)
    {
        field.Append(name).Append("=\"");
        foreach (var c in value)
        {
            if (c is '"' or '\\')
                field.Append('\\');
            field.Append(c);
        }
        field.Append('"');
    }

    private string Hash(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Convert.ToHexStringLower(_isSha256 ? SHA256.HashData(bytes) : MD5.HashData(bytes));
    }
}
