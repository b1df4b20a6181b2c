namespace TwistedSharp.Defer;

/// <summary>Cancels a chain when a token is cancelled, until the chain gets here.</summary>
internal sealed class TokenLink : PassingStep
{
    private readonly DeferredChain _chain;
    private readonly int _home = HomeThread.Current;
    private readonly SynchronizationContext? _context = SynchronizationContext.Current;
    private CancellationTokenRegistration _registration;
    private bool _isOver;

    private TokenLink(DeferredChain chain) => _chain = chain;

    internal static void Add(DeferredChain chain, CancellationToken token)
    {
        if (!token.CanBeCanceled || chain.IsSettled)
            return;
        var link = new TokenLink(chain);
        chain.AddPassing(link);
        if (link._isOver)
            return;
        // A token that is cancelled already calls back at once, on this thread.
        link._registration = token.UnsafeRegister(static link => ((TokenLink)link!).ComeHome(), link);
        if (link._isOver)
            link._registration.Unregister();
    }

    internal override void Pass(DeferredChain chain)
    {
        _isOver = true;
        // Not Dispose: that would wait for a cancellation that another thread is in the middle of, and that one may wait for us.
        _registration.Unregister();
    }

    /// <summary>The token may be cancelled on any thread; the chain is touched where the wait began.</summary>
    private void ComeHome()
    {
        if (HomeThread.TryPost(_home, Cancel))
            return;
        if (_context is null || _context.Equals(SynchronizationContext.Current))
            Cancel();
        else
            _context.Post(static link => ((TokenLink)link!).Cancel(), this); // Only posted with a link.
    }

    private void Cancel()
    {
        if (!_isOver)
            _chain.Cancel();
    }
}
