using TwistedSharp.Defer;

namespace TwistedSharp.Web.Client;

/// <summary>Credentials in use with one origin: makes the values of Authorization.</summary>
internal abstract class Authenticator
{
    /// <summary>What is sent with every request, whatever the server says; null when that is not known beforehand.</summary>
    internal virtual string? Fixed => null;

    /// <summary>What to send next.</summary>
    /// <returns>Null for nothing.</returns>
    internal abstract Deferred<string?> Authorize(string method, URI uri);

    /// <summary>Hears of a 401. It must not wait: the refusal holds a connection, which <see cref="Authorize"/> may need.</summary>
    /// <param name="refusal">It.</param>
    /// <param name="refused">What was sent; null for nothing.</param>
    /// <param name="answers">How many refusals of this request were answered before.</param>
    /// <returns>Whether <see cref="Authorize"/> has an answer now; false also when it would be the same one.</returns>
    internal abstract bool Refused(Response refusal, string? refused, int answers);

    /// <summary>The server has accepted what was sent.</summary>
    internal virtual void Accepted(Response response) { }

    /// <summary>One that says the same always.</summary>
    internal sealed class Always(string authorization) : Authenticator
    {
        internal override string Fixed => authorization;

        internal override Deferred<string?> Authorize(string method, URI uri) => Deferred.Succeed<string?>(authorization);

        internal override bool Refused(Response refusal, string? refused, int answers) => false;
    }
}
