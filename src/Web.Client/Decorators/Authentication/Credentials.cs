namespace TwistedSharp.Web.Client;

/// <summary>What proves to a server who asks: <see cref="BasicCredentials"/>, <see cref="BearerCredentials"/> or <see cref="DigestCredentials"/>.</summary>
/// <remarks>Their secrets are not in their <c>ToString</c>. An <see cref="AuthenticationAgent"/> ties them to an origin.</remarks>
public abstract class Credentials
{
    private protected Credentials() { }

    /// <summary>Whether they would cross the network for all to read without TLS.</summary>
    internal abstract bool IsCleartextRefused { get; }

    /// <summary>Begins to use them with one origin.</summary>
    internal abstract Authenticator Begin(bool isSecure);

    private protected static void CheckText(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text, name);
        if (Grammar.IndexOfControl(text) >= 0 || text.Contains('\t'))
            throw new ArgumentException("It holds a control character; expected none (RFC 7617 section 2).", name);
    }
}
