namespace TwistedSharp.Web.Client;

/// <summary>Where a response's body comes from: a connection, memory, or another response that a decorator stands around.</summary>
internal interface IBodySource
{
    /// <summary>The body has a reader that takes bytes now; called again after each pause.</summary>
    void ResumeBody();

    /// <summary>The reader wants to wait. A source that minds where the bytes are kept meanwhile stops what feeds it; a connection sees for itself.</summary>
    void PauseBody() { }

    /// <summary>The response whose body this is made from, undecoded; null when it is made from none.</summary>
    Response? Original => null;

    /// <summary>Where the time of its request went, so far.</summary>
    RequestTimes Times { get; }

    /// <summary>Nobody wants the rest: closes what it comes from, then ends the body with the reason.</summary>
    void AbandonBody(Failure reason);
}
