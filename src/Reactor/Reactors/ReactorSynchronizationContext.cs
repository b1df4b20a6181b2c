using System.Runtime.ExceptionServices;

namespace TwistedSharp.Internet;

/// <summary>Brings the code after an <c>await</c> of a Task home to the reactor's thread.</summary>
internal sealed class ReactorSynchronizationContext(PollReactor reactor) : SynchronizationContext
{
    private readonly PollReactor _reactor = reactor;

    public override void Post(SendOrPostCallback d, object? state) => _reactor.Post(d, state);

    /// <summary>Calls on the reactor's thread and waits; inline when we are on it.</summary>
    /// <exception cref="ReactorNotRunningException">The reactor has ended, or ended before it made the call.</exception>
    public override void Send(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        if (_reactor.IsInReactorThread)
        {
            d(state);
            return;
        }
        ExceptionDispatchInfo? thrown = null;
        _reactor.BlockedCalls.Wait(blocked => _reactor.CallFromThread(() =>
        {
            if (blocked.IsOver)
                return;
            try
            {
                d(state);
            }
            catch (Exception e)
            {
                thrown = ExceptionDispatchInfo.Capture(e);
            }
            finally
            {
                blocked.Done();
            }
        }));
        thrown?.Throw();
    }

    public override SynchronizationContext CreateCopy() => this;

    public override bool Equals(object? obj) => obj is ReactorSynchronizationContext other && ReferenceEquals(other._reactor, _reactor);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(_reactor);
}
