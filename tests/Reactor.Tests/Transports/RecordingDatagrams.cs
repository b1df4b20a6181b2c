using System.Text;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

/// <summary>A datagram protocol that writes down what happens to it, with a hook for each event.</summary>
internal sealed class RecordingDatagrams : DatagramProtocol
{
    internal delegate void DatagramHook(RecordingDatagrams protocol, ReadOnlySpan<byte> datagram, IAddress address);

    internal Action<RecordingDatagrams>? OnStart { get; set; }

    internal DatagramHook? OnDatagram { get; set; }

    internal Action<RecordingDatagrams>? OnRefused { get; set; }

    internal Action? OnStop { get; set; }

    internal List<string> Events { get; } = [];

    internal List<byte[]> Datagrams { get; } = [];

    internal List<IAddress> Senders { get; } = [];

    internal IEnumerable<string> Texts => Datagrams.Select(Encoding.ASCII.GetString);

    internal IMulticastTransport Udp => (IMulticastTransport)Transport;

    public override void DatagramReceived(ReadOnlySpan<byte> datagram, IAddress address)
    {
        Events.Add("datagram");
        Datagrams.Add(datagram.ToArray());
        Senders.Add(address);
        OnDatagram?.Invoke(this, datagram, address);
    }

    public override void ConnectionRefused()
    {
        Events.Add("refused");
        OnRefused?.Invoke(this);
    }

    protected override void StartProtocol()
    {
        Events.Add("start");
        OnStart?.Invoke(this);
    }

    protected override void StopProtocol()
    {
        Events.Add("stop");
        OnStop?.Invoke();
    }
}
