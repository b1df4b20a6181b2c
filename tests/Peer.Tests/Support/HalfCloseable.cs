using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Peer.Tests;

/// <summary>Keeps what happens to it, the end of each direction too.</summary>
internal sealed class HalfCloseable : AccumulatingProtocol, IHalfCloseableProtocol
{
    /// <summary>What happened, in order.</summary>
    internal List<string> Ends { get; } = [];

    /// <summary>Called when the peer has no more to say.</summary>
    internal Action<HalfCloseable>? OnReadEnd { get; init; }

    public void ReadConnectionLost()
    {
        Ends.Add($"read end after {Received}");
        OnReadEnd?.Invoke(this);
    }

    public void WriteConnectionLost() => Ends.Add("write end");
}
