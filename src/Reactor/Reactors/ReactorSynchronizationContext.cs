using System.Runtime.ExceptionServices;

namespace TwistedSharp.Internet;

/// <summary>Brings the code after an <c>await</c> of a Task home to the reactor's thread.</summary>
internal sealed class ReactorSynchronizationContext(PollReactor reactor) : SynchronizationContext
{
    private readonly PollReactor _reactor = reactor;

    public override void Post(SendOrPostCallback d, object? state) => _reactor.Post(d, state);

    /// <summary>Calls on the reactor's thread and waits; inline when we are on it.</summary>
    public override void Send(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        if (_reactor.IsInReactorThread)
        {
            d(state);
            return;
        }
        using var done = new ManualResetEventSlim();
        ExceptionDispatchInfo? thrown = null;
        _reactor.Post(
            _ =>
            {
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
                    done.Set();
                }
            },
            null);
        done.Wait();
        thrown?.Throw();
    }

    public override SynchronizationContext CreateCopy() => this;

    public override bool Equals(object? obj) => obj is ReactorSynchronizationContext other && ReferenceEquals(other._reactor, _reactor);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(_reactor);
}
