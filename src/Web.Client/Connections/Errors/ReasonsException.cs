namespace TwistedSharp.Web.Client;

/// <summary>A failure that comes from one or more others (Twisted's _WrapperException).</summary>
public abstract class ReasonsException : IOException
{
    private protected ReasonsException(string message, IReadOnlyList<Failure> reasons)
        : base($"{message}: {string.Join("; ", reasons.Select(r => $"{r.Type.Name}: {r.GetErrorMessage()}"))}", reasons[0].Value) => Reasons = reasons;

    /// <summary>What went wrong, at least one, the first cause first.</summary>
    public IReadOnlyList<Failure> Reasons { get; }
}
