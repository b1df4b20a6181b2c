namespace TwistedSharp.Web.Client;

/// <summary>The connection ended inside a body of declared length or inside a chunked body. Twisted: <c>_DataLoss</c>.</summary>
public sealed class DataLossException : Exception
{
    /// <summary>Makes the error from the body bytes expected (null when chunked: nobody knows) and received.</summary>
    public DataLossException(long? expectedBytes, long receivedBytes)
        : base(expectedBytes is { } expected
            ? $"The connection ended after {receivedBytes} of {expected} body bytes."
            : $"The connection ended inside a chunked body, after {receivedBytes} body bytes; expected the last chunk.")
    {
        ExpectedBytes = expectedBytes;
        ReceivedBytes = receivedBytes;
    }

    /// <summary>The declared length in bytes; null for a chunked body.</summary>
    public long? ExpectedBytes { get; }

    /// <summary>The body bytes that did arrive.</summary>
    public long ReceivedBytes { get; }
}
