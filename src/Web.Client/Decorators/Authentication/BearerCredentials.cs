using System.Buffers;
using TwistedSharp.Defer;

namespace TwistedSharp.Web.Client;

/// <summary>A token that goes with every request (RFC 6750), fixed or from a source that is asked again when it is refused.</summary>
public sealed class BearerCredentials : Credentials
{
    private const string Scheme = "Bearer ";

    private static readonly SearchValues<char> TokenChars =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    private readonly Func<string?, Deferred<string>>? _source;
    private readonly string? _token;

    /// <summary>A token that stays.</summary>
    /// <param name="token">It, of the characters of RFC 6750 section 2.1.</param>
    /// <exception cref="ArgumentException">It is no token.</exception>
    public BearerCredentials(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        _token = Checked(token);
    }

    /// <summary>Tokens that expire.</summary>
    /// <param name="source">Gives a token; called with null for the first one, and with the token that a server refused (401) for another. Once at a
    /// time for each origin: a request that it makes itself must not need the same token. A failure of it is the request's, but the time it takes is
    /// not: a <see cref="RequestBudget"/> begins with the request itself.</param>
    public BearerCredentials(Func<string?, Deferred<string>> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
    }

    /// <summary>Whether they may go over http, where everyone on the way can read them; RFC 6750 section 5.3 says no.</summary>
    public bool AllowCleartext { get; init; }

    internal override bool IsCleartextRefused => !AllowCleartext;

    /// <summary>What they are; the token is hidden.</summary>
    public override string ToString() => "<BearerCredentials>";

    internal override Authenticator Begin(bool isSecure) =>
        _source is null ? new Authenticator.Always(Scheme + _token) : new Tokens(_source);

    private static string Checked(string token) =>
        token.Length > 0 && !token.AsSpan().ContainsAnyExcept(TokenChars)
            ? token
            : throw new ArgumentException("It is no bearer token: expected letters, digits and -._~+/= (RFC 6750).", nameof(token));

    private sealed class Tokens(Func<string?, Deferred<string>> source) : Authenticator
    {
        private readonly DeferredLock _lock = new();
        private string? _field;
        private string? _refused;

        internal override Deferred<string?> Authorize(string method, URI uri) =>
            _field is not null ? Deferred.Succeed<string?>(_field) : Next();

        internal override bool Refused(Response refusal, string? refused, int answers)
        {
            if (answers > 0)
                return false;
            // Many requests may have been refused over the same one.
            if (_field == refused)
                (_field, _refused) = (null, refused);
            return true;
        }

        private async Deferred<string?> Next()
        {
            using (await _lock.EnterScope())
                return _field ??= Scheme + Checked(await source(_refused?[Scheme.Length..]));
        }
    }
}
