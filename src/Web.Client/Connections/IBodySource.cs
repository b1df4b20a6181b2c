namespace TwistedSharp.Web.Client;

/// <summary>Where a response's body comes from: a connection, memory, or another response that a decorator stands around.</summary>
internal interface IBodySource
{
    /// <summary>The body has a reader that takes bytes now; called again after each pause.</summary>
    void ResumeBody();

    /// <summary>Where the time of its request went, so far.</summary>
    RequestTimes Times { get; }

    /// <summary>Nobody wants the rest: closes what it comes from, then ends the body with the reason.</summary>
    void AbandonBody(Failure reason);
}
