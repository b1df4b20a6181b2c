namespace TwistedSharp.Defer;

/// <summary>Cancels a Deferred when a CancellationToken says so.</summary>
internal static class TokenCancellation
{
    /// <summary>Cancels it on the SynchronizationContext of this call (the reactor's), or inline where there is none, until the chain gets
    /// to the callbacks added after this call.</summary>
    internal static void CancelOn(this Deferred deferred, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled && !deferred.Chain.IsSettled)
            new CancelLink(deferred.Chain).Watch(cancellationToken);
    }

    private sealed class CancelLink(DeferredChain chain) : Link
    {
        private readonly SynchronizationContext? _home = SynchronizationContext.Current;
        private CancellationTokenRegistration _registration;
        private bool _isOver;

        internal void Watch(CancellationToken cancellationToken)
        {
            chain.AddPassing(this);
            _registration = cancellationToken.UnsafeRegister(static link => ((CancelLink)link!).Hear(), this);
        }

        internal override object? Run(object? result)
        {
            _isOver = true;
            // Dispose would wait for a Hear on another thread.
            _registration.Unregister();
            return result;
        }

        private void Hear()
        {
            if (_home is null || _home.Equals(SynchronizationContext.Current))
                Cancel();
            else
                _home.Post(static link => ((CancelLink)link!).Cancel(), this);
        }

        private void Cancel()
        {
            // The chain may have gone on while this was on its way; what it waits for by now is none of the token's business.
            if (!_isOver)
                chain.Cancel();
        }
    }
}
