using System.Text;

namespace TwistedSharp.Web.Client;

/// <summary>A name and a password that go with every request as they are (RFC 7617, in UTF-8).</summary>
/// <remarks>They are sent without being asked for, which saves a round trip and the repetition of a body.</remarks>
public sealed class BasicCredentials : Credentials
{
    private readonly string _userName;
    private readonly string _field;

    /// <summary>Makes them.</summary>
    /// <param name="userName">The name.</param>
    /// <param name="password">The password.</param>
    /// <exception cref="ArgumentException">The name has a colon, or one of them a control character.</exception>
    public BasicCredentials(string userName, string password)
    {
        CheckText(userName, nameof(userName));
        CheckText(password, nameof(password));
        if (userName.Contains(':'))
            throw new ArgumentException("The name has a colon, where the password would begin.", nameof(userName));
        _userName = userName;
        _field = FieldFor(userName, password);
    }

    /// <summary>Whether they may go over http, where everyone on the way can read them.</summary>
    public bool AllowCleartext { get; init; }

    internal override bool IsCleartextRefused => !AllowCleartext;

    /// <summary>The name; the password is hidden.</summary>
    public override string ToString() => $"<BasicCredentials {_userName}>";

    internal static string FieldFor(string userName, string password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{userName}:{password}"));

    internal override Authenticator Begin(bool isSecure) => new Authenticator.Always(_field);
}
