namespace TwistedSharp.Fuzz;

/// <summary>Something that must hold whatever comes in does not.</summary>
public sealed class BrokenPromiseException(string message) : Exception(message)
{
    internal static void Unless(bool holds, string promise)
    {
        if (!holds)
            throw new BrokenPromiseException(promise);
    }
}
