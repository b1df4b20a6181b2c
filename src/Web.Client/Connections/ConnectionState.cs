namespace TwistedSharp.Web.Client;

/// <summary>What an HTTP connection is doing.</summary>
public enum ConnectionState
{
    /// <summary>Nothing: a request can begin.</summary>
    Quiescent,

    /// <summary>The request's body is being sent; the response may come already.</summary>
    Transmitting,

    /// <summary>The request is sent and the response has not ended.</summary>
    Waiting,

    /// <summary>The server agreed to another protocol, and nobody has taken the connection yet.</summary>
    Switching,

    /// <summary>Another protocol has it; what happens there is of no concern here.</summary>
    Switched,

    /// <summary>The exchange has ended and the connection will not be used again.</summary>
    Closing,

    /// <summary>The exchange was given up and the connection is being reset.</summary>
    Aborting,

    /// <summary>Gone.</summary>
    ConnectionLost,
}
