namespace TwistedSharp.Web.Client;

/// <summary>A name and a password that is proved, not sent (RFC 7616): SHA-256 and MD5, also their -sess kinds, with qop=auth.</summary>
/// <remarks>The strongest algorithm that a server offers is taken; one that has offered SHA-256 gets no MD5 any more. The first request is refused by the server (401) and repeated with the answer to its
/// challenge; later ones bring an answer with them. Name and password count as UTF-8.</remarks>
public sealed class DigestCredentials : Credentials
{
    /// <summary>Makes them.</summary>
    /// <param name="userName">The name.</param>
    /// <param name="password">The password.</param>
    /// <exception cref="ArgumentException">The name has a colon, or one of them a control character.</exception>
    public DigestCredentials(string userName, string password)
    {
        CheckText(userName, nameof(userName));
        CheckText(password, nameof(password));
        if (userName.Contains(':'))
            throw new ArgumentException("The name has a colon, where the realm would begin.", nameof(userName));
        UserName = userName;
        Password = password;
    }

    /// <summary>What to do with a server that offers Basic and no Digest we know; one that had offered Digest before never gets the password.</summary>
    public BasicFallback Fallback { get; init; } = BasicFallback.OverTls;

    internal string UserName { get; }

    internal string Password { get; }

    internal override bool IsCleartextRefused => false;

    /// <summary>The name; the password is hidden.</summary>
    public override string ToString() => $"<DigestCredentials {UserName}>";

    internal override Authenticator Begin(bool isSecure) =>
        new DigestAuthenticator(this, Fallback == BasicFallback.Always || (Fallback == BasicFallback.OverTls && isSecure));
}
