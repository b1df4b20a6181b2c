using System.Text;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

/// <summary>A protocol that writes down what happens to it, with a hook for each event.</summary>
internal class RecordingProtocol : Protocol
{
    private readonly MemoryStream _received = new();

    internal delegate void DataHook(RecordingProtocol protocol, ReadOnlySpan<byte> data);

    internal Action<RecordingProtocol>? OnMade { get; set; }

    internal DataHook? OnData { get; set; }

    internal Action<RecordingProtocol, Failure>? OnLost { get; set; }

    internal List<string> Events { get; } = [];

    internal List<int> Threads { get; } = [];

    internal Failure? Lost { get; private set; }

    internal long ReceivedBytes => _received.Length;

    internal byte[] Received => _received.ToArray();

    internal string Text => Encoding.ASCII.GetString(Received);

    public override void ConnectionMade()
    {
        Note("made");
        OnMade?.Invoke(this);
    }

    public override void DataReceived(ReadOnlySpan<byte> data)
    {
        Note("data");
        _received.Write(data);
        OnData?.Invoke(this, data);
    }

    public override void ConnectionLost(Failure reason)
    {
        Note("lost");
        Lost = reason;
        OnLost?.Invoke(this, reason);
    }

    private protected void Note(string what)
    {
        Events.Add(what);
        Threads.Add(Environment.CurrentManagedThreadId);
    }
}

/// <summary>The same for one that goes on when one direction has ended.</summary>
internal sealed class HalfCloseRecorder : RecordingProtocol, IHalfCloseableProtocol
{
    internal Action<HalfCloseRecorder>? OnReadLost { get; set; }

    internal Action<HalfCloseRecorder>? OnWriteLost { get; set; }

    internal IHalfCloseableTransport Half => (IHalfCloseableTransport)Transport;

    public void ReadConnectionLost()
    {
        Note("read lost");
        OnReadLost?.Invoke(this);
    }

    public void WriteConnectionLost()
    {
        Note("write lost");
        OnWriteLost?.Invoke(this);
    }
}

/// <summary>A factory, for both ends, that writes down what happens to it.</summary>
internal sealed class RecordingFactory(Func<IProtocol?> make) : ClientFactory
{
    internal List<string> Events { get; } = [];

    internal List<int> Threads { get; } = [];

    internal Failure? Failed { get; private set; }

    internal Failure? Lost { get; private set; }

    internal IAddress? BuiltFor { get; private set; }

    internal Action<IConnector>? OnStarted { get; set; }

    internal Action<IConnector>? OnFailed { get; set; }

    internal Action<IConnector>? OnLost { get; set; }

    public override IProtocol? BuildProtocol(IAddress address)
    {
        Note("build");
        BuiltFor = address;
        return make();
    }

    public override void StartedConnecting(IConnector connector)
    {
        Note("started connecting");
        OnStarted?.Invoke(connector);
    }

    public override void ClientConnectionFailed(IConnector connector, Failure reason)
    {
        Note("failed");
        Failed = reason;
        OnFailed?.Invoke(connector);
    }

    public override void ClientConnectionLost(IConnector connector, Failure reason)
    {
        Note("lost");
        Lost = reason;
        OnLost?.Invoke(connector);
    }

    protected override void StartFactory() => Note("start");

    protected override void StopFactory() => Note("stop");

    private void Note(string what)
    {
        Events.Add(what);
        Threads.Add(Environment.CurrentManagedThreadId);
    }
}
