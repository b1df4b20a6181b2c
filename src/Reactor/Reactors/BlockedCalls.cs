namespace TwistedSharp.Internet;

/// <summary>The threads that wait for a loop: its end must release them, since they would wait for ever, and the end for them if they
/// are of its pool.</summary>
internal sealed class BlockedCalls
{
    private readonly Lock _gate = new();
    private readonly HashSet<BlockedCall> _waiting = [];
    private string? _end;

    /// <summary>Makes a call on the loop's thread and waits for it.</summary>
    /// <param name="post">Hands the call to the loop; what it is given is to be told when the call is done.</param>
    /// <exception cref="ReactorNotRunningException">The loop has ended, or ended first.</exception>
    internal void Wait(Action<BlockedCall> post)
    {
        var call = new BlockedCall();
        lock (_gate)
        {
            if (_end is not null)
                throw new ReactorNotRunningException(_end);
            _waiting.Add(call);
        }
        try
        {
            post(call);
            call.Wait();
        }
        finally
        {
            lock (_gate)
                _waiting.Remove(call);
        }
    }

    /// <summary>Releases all there are, with an error.</summary>
    /// <param name="why">What the loop looks like.</param>
    internal void Release(string why)
    {
        lock (_gate)
        {
            foreach (var call in _waiting)
                call.Abandon(why);
        }
    }

    /// <summary>Releases all there are, and refuses more.</summary>
    /// <param name="why">What the loop looks like.</param>
    internal void Close(string why)
    {
        lock (_gate)
            _end = why;
        Release(why);
    }
}
