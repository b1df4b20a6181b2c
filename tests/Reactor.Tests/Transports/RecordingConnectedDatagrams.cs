using System.Text;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

/// <summary>A connected datagram protocol that writes down what happens to it, with hooks.</summary>
internal sealed class RecordingConnectedDatagrams : ConnectedDatagramProtocol
{
    internal Action<RecordingConnectedDatagrams>? OnStart { get; set; }

    internal Action? OnDatagram { get; set; }

    internal Action? OnRefused { get; set; }

    internal List<string> Events { get; } = [];

    internal Failure? Failed { get; private set; }

    public override void DatagramReceived(ReadOnlySpan<byte> datagram)
    {
        Events.Add(Encoding.ASCII.GetString(datagram));
        OnDatagram?.Invoke();
    }

    public override void ConnectionRefused()
    {
        Events.Add("refused");
        OnRefused?.Invoke();
    }

    public override void ConnectionFailed(Failure reason)
    {
        Events.Add("failed");
        Failed = reason;
    }

    protected override void StartProtocol()
    {
        Events.Add("start");
        OnStart?.Invoke(this);
    }

    protected override void StopProtocol() => Events.Add("stop");
}
