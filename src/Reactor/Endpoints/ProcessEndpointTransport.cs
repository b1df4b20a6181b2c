using System.Buffers;

namespace TwistedSharp.Internet;

/// <summary>A child process as the transport of a protocol for streams: writing feeds its standard input.</summary>
internal sealed class ProcessEndpointTransport(IProcessTransport process) : ITransport, IProcessTransport
{
    private static readonly IAddress Nowhere = new PipeAddress();

    private ArrayBufferWriter<byte>? _writer;
    private State _state;

    private enum State
    {
        Open,
        Closing,
        Ended,
    }

    public bool Disconnecting => _state == State.Closing;

    public bool Connected => _state != State.Ended;

    public int? Pid => process.Pid;

    public void Write(ReadOnlySpan<byte> data) => process.Write(data);

    public Memory<byte> GetMemory(int sizeHint = 0) => (_writer ??= new ArrayBufferWriter<byte>()).GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var writer = _writer ?? throw new InvalidOperationException("Advance needs a GetSpan or GetMemory before it.");
        writer.Advance(count);
        process.Write(writer.WrittenSpan);
        writer.ResetWrittenCount();
    }

    public void RegisterProducer(IProducer producer, bool streaming) => process.RegisterProducer(producer, streaming);

    public void UnregisterProducer() => process.UnregisterProducer();

    public void PauseProducing() => process.PauseProducing();

    public void ResumeProducing() => process.ResumeProducing();

    public void StopProducing() => process.StopProducing();

    public void LoseConnection()
    {
        if (_state == State.Open)
            _state = State.Closing;
        process.LoseConnection();
    }

    /// <summary>Ends the process too: what an abort is for is not to wait.</summary>
    public void AbortConnection()
    {
        LoseConnection();
        if (process.Pid is not null)
            process.SignalProcess("KILL");
    }

    public IAddress GetHost() => Nowhere;

    public IAddress GetPeer() => Nowhere;

    public void WriteToChild(int childDescriptor, ReadOnlySpan<byte> data) => process.WriteToChild(childDescriptor, data);

    public void CloseChildDescriptor(int childDescriptor) => process.CloseChildDescriptor(childDescriptor);

    public void CloseStdin() => process.CloseStdin();

    public void CloseStdout() => process.CloseStdout();

    public void CloseStderr() => process.CloseStderr();

    public void SignalProcess(string signal) => process.SignalProcess(signal);

    public void SignalProcess(int signal) => process.SignalProcess(signal);

    public override string ToString() => $"<ProcessEndpointTransport {_state}>";

    internal void Ended() => _state = State.Ended;
}
