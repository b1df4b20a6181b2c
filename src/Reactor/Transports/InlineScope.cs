namespace TwistedSharp.Internet;

/// <summary>While it lasts, awaits that complete on this thread continue on it at once.</summary>
/// <remarks>A continuation is inlined only where no SynchronizationContext is set, and the reactor sets its own; so it is taken away around
/// calls into SslStream and put back before user code runs.</remarks>
internal readonly ref struct InlineScope
{
    private readonly SynchronizationContext? _context;
    private readonly bool _suppressed;

    private InlineScope(SynchronizationContext? context, bool suppressed)
    {
        _context = context;
        _suppressed = suppressed;
    }

    internal static InlineScope Enter() => new(Take(), suppressed: false);

    /// <summary>The same, and the ExecutionContext does not flow in: for what a user's call starts, or its AsyncLocals would live as long
    /// as the connection. Dearer: the runtime makes two contexts for it.</summary>
    internal static InlineScope EnterDetached()
    {
        var suppressed = !ExecutionContext.IsFlowSuppressed();
        if (suppressed)
            ExecutionContext.SuppressFlow();
        return new InlineScope(Take(), suppressed);
    }

    public void Dispose()
    {
        if (_suppressed)
            ExecutionContext.RestoreFlow();
        if (_context is not null)
            SynchronizationContext.SetSynchronizationContext(_context);
    }

    private static SynchronizationContext? Take()
    {
        var context = SynchronizationContext.Current;
        if (context is not null)
            SynchronizationContext.SetSynchronizationContext(null);
        return context;
    }
}
