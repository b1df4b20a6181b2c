namespace TwistedSharp.Web.Client;

/// <summary>Who keeps a connection between exchanges: its lane.</summary>
internal interface IConnectionOwner
{
    /// <summary>The exchange got its whole response.</summary>
    /// <param name="connection">Idle again when <paramref name="reusable"/>, else closing.</param>
    /// <param name="reusable">Whether another exchange may begin on it now.</param>
    void ExchangeEnded(HTTP11ClientProtocol connection, bool reusable);

    /// <summary>The exchange cannot get its response on this connection, which is closing or gone.</summary>
    /// <param name="connection">It will not be used again.</param>
    /// <param name="exchange">It; whoever decides tells it, or sends it again.</param>
    /// <param name="reason">What went wrong.</param>
    /// <param name="untouched">Whether no byte of a response had come.</param>
    void ExchangeFailed(HTTP11ClientProtocol connection, Exchange exchange, Failure reason, bool untouched);

    /// <summary>The connection is gone; called once, last.</summary>
    void ConnectionEnded(HTTP11ClientProtocol connection, Failure reason);
}
