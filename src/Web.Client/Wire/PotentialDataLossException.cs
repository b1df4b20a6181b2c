namespace TwistedSharp.Web.Client;

/// <summary>
/// A body delimited by the end of the connection ended: nothing tells whether it is whole (RFC 9112 section 8).
/// Twisted: <c>PotentialDataLoss</c>.
/// </summary>
public sealed class PotentialDataLossException : Exception
{
    /// <summary>Makes the error with the message that suits every case.</summary>
    public PotentialDataLossException()
        : this("The body ended with the connection; expected a length or chunks that prove it whole.")
    {
    }

    /// <summary>Makes the error with a message of the caller's.</summary>
    public PotentialDataLossException(string message)
        : base(message)
    {
    }
}
