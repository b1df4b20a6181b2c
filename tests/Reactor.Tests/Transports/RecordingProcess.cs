using System.Text;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

/// <summary>Writes down what it hears of its process, and where.</summary>
internal sealed class RecordingProcess : ProcessProtocol
{
    internal List<string> Log { get; } = [];

    internal StringBuilder Out { get; } = new();

    internal StringBuilder Err { get; } = new();

    internal Failure? Reason { get; private set; }

    internal HashSet<int> Threads { get; } = [];

    internal Action? OnMade { get; set; }

    internal Action<string>? OnOut { get; set; }

    internal Action? OnExited { get; set; }

    internal Action? OnEnded { get; set; }

    public override void ConnectionMade()
    {
        Note("made");
        OnMade?.Invoke();
    }

    public override void OutReceived(ReadOnlySpan<byte> data)
    {
        var text = Encoding.UTF8.GetString(data);
        Threads.Add(Environment.CurrentManagedThreadId);
        Out.Append(text);
        OnOut?.Invoke(text);
    }

    public override void ErrReceived(ReadOnlySpan<byte> data)
    {
        Threads.Add(Environment.CurrentManagedThreadId);
        Err.Append(Encoding.UTF8.GetString(data));
    }

    public override void InConnectionLost() => Note("in lost");

    public override void OutConnectionLost() => Note("out lost");

    public override void ErrConnectionLost() => Note("err lost");

    public override void ProcessExited(Failure reason)
    {
        Note("exited");
        OnExited?.Invoke();
    }

    public override void ProcessEnded(Failure reason)
    {
        Note("ended");
        Reason = reason;
        OnEnded?.Invoke();
    }

    private void Note(string what)
    {
        Threads.Add(Environment.CurrentManagedThreadId);
        Log.Add(what);
    }
}
