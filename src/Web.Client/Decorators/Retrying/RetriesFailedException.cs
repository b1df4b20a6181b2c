namespace TwistedSharp.Web.Client;

/// <summary>A request failed, and so did the attempts after it.</summary>
/// <remarks>The reasons are one for each attempt, in their order; an answer that was tried again is a <see cref="WebErrorException"/>.</remarks>
public sealed class RetriesFailedException : ReasonsException
{
    internal RetriesFailedException(params IReadOnlyList<Failure> reasons) : base($"The request failed {reasons.Count} times", reasons) { }

    /// <summary>How the last attempt failed.</summary>
    public Failure Last => Reasons[^1];
}
