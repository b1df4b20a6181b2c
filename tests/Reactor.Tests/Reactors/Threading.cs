namespace TwistedSharp.Tests.Reactors;

/// <summary>Calls on another thread, and what they throw.</summary>
internal static class Threading
{
    /// <summary>What a call throws, or null.</summary>
    internal static Exception? Thrown(Action call)
    {
        try
        {
            call();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    /// <summary>What a call throws on another thread, or null; waits for it.</summary>
    internal static Exception? ThrownElsewhere(Action call)
    {
        Exception? thrown = null;
        var thread = new Thread(() => thrown = Thrown(call));
        thread.Start();
        thread.Join();
        return thrown;
    }
}
