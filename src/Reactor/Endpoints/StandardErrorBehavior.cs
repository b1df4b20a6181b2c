namespace TwistedSharp.Internet;

/// <summary>What a <see cref="ProcessEndpoint"/> does with what its process writes to standard error.</summary>
public enum StandardErrorBehavior
{
    /// <summary>It goes to <see cref="TwistedSharp.Log"/>.</summary>
    Log,

    /// <summary>It is dropped.</summary>
    Drop,
}
