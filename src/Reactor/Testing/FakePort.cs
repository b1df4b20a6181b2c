using TwistedSharp.Defer;

namespace TwistedSharp.Internet.Testing;

/// <summary>The life of a fake port for datagrams, as a real one has it.</summary>
internal sealed class FakePort(object port, Action? start, Action? stop)
{
    internal bool IsListening { get; private set; }

    internal bool IsPaused { get; private set; }

    internal void Start()
    {
        if (IsListening)
            throw new InvalidOperationException($"StartListening needs a closed port; this is {port}.");
        IsListening = true;
        IsPaused = false;
        try
        {
            start?.Invoke();
        }
        catch
        {
            IsListening = false;
            throw;
        }
    }

    internal Deferred Stop()
    {
        if (IsListening)
        {
            IsListening = false;
            stop?.Invoke();
        }
        return Deferred.Succeed();
    }

    internal void Pause() => IsPaused = IsListening;

    internal void Resume() => IsPaused = false;

    internal void MustListen()
    {
        if (!IsListening)
            throw new InvalidOperationException($"{port} is not open.");
    }

    internal void MustReceive()
    {
        MustListen();
        if (IsPaused)
            throw new InvalidOperationException($"{port} is paused: no datagram reaches its protocol.");
    }
}
