using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>A port for datagrams, driven by the loop: its life and its receiving. How it is opened, and what it sends, is its
/// kind's.</summary>
/// <remarks>Datagrams are received into the loop's one buffer, and who sent them is compared in the system's own form, so that a datagram
/// from the sender of the one before makes no garbage.
/// Source: twisted.internet.udp.Port, twisted.internet.unix.DatagramPort.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
internal abstract class DatagramPort : IListeningPort, IPushProducer, IPollable
{
    /// <summary>At most so many bytes in one turn, so that one busy port does not hold the loop (Twisted's maxThroughput).</summary>
    private const int MaxThroughput = 256 * 1024;

    private readonly ITransportLoop _loop;
    private readonly int _maxPacketSize;
    private readonly byte[]? _ownBuffer; // Only when the loop's is too small.
    private readonly List<Deferred> _stopping = [];
    private Socket? _socket;
    private SocketAddress _incoming = new(AddressFamily.Unspecified);
    private SocketAddress _senderBytes = new(AddressFamily.Unspecified);
    private IAddress? _sender;
    private IAddress? _host;
    private PollToken _token;
    private State _state;
    private Reading _reading;

    protected DatagramPort(ITransportLoop loop, int maxPacketSize)
    {
        _loop = loop;
        _maxPacketSize = maxPacketSize;
        if (maxPacketSize > loop.ReceiveBuffer.Length)
            _ownBuffer = new byte[maxPacketSize];
    }

    private enum State
    {
        Closed,
        Listening,
        Stopping,
    }

    private enum Reading
    {
        Flowing,
        Paused,
    }

    protected ITransportLoop Loop => _loop;

    protected bool IsOpen => _socket is not null;

    /// <summary>The open socket.</summary>
    /// <exception cref="InvalidOperationException">The port is closed.</exception>
    protected Socket Socket => _socket ?? throw new InvalidOperationException($"{this} is not open.");

    /// <summary>What was bound last; null before the first time.</summary>
    protected IAddress? Host => _host;

    /// <summary>Where it is, in a few words; before it is bound, where it is to be.</summary>
    protected abstract string Place { get; }

    /// <summary>What runs on it.</summary>
    protected abstract string ProtocolName { get; }

    /// <summary>Whether the other end is fixed, so that a refusal is about it.</summary>
    protected abstract bool IsConnected { get; }

    public virtual void StartListening()
    {
        if (_state != State.Closed)
            throw new InvalidOperationException($"StartListening needs a closed port; this is {this}.");
        var socket = Open();
        try
        {
            socket.Blocking = false;
            _host = HostOf(socket);
            _token = _loop.Watch(socket, this, PollInterest.Read);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        _socket = socket;
        _incoming = new SocketAddress(socket.AddressFamily);
        _senderBytes = new SocketAddress(socket.AddressFamily);
        _sender = null;
        _reading = Reading.Flowing;
        _state = State.Listening;
        Log.Msg($"{ProtocolName} starting on {Place}");
        try
        {
            Begin();
        }
        catch
        {
            // A protocol that did not start is not stopped either.
            Release();
            Settle(failure: null);
            throw;
        }
    }

    public Deferred StopListening()
    {
        if (_state == State.Closed)
            return Deferred.Succeed();
        var stopped = new Deferred();
        _stopping.Add(stopped);
        if (_state == State.Listening)
        {
            _state = State.Stopping;
            _loop.SetInterest(_token, PollInterest.None);
            _loop.CallLater(TimeSpan.Zero, Close);
        }
        return stopped;
    }

    public IAddress GetHost() => _host ?? throw new InvalidOperationException($"{this} was never bound.");

    public void PauseProducing()
    {
        if (_state != State.Listening)
            return;
        _reading = Reading.Paused;
        _loop.SetInterest(_token, PollInterest.None);
    }

    public void ResumeProducing()
    {
        if (_state != State.Listening)
            return;
        _reading = Reading.Flowing;
        _loop.SetInterest(_token, PollInterest.Read);
    }

    public void StopProducing() => StopListening();

    void IPollable.LoopEnded() => Close();

    void IPollable.Ready(PollInterest ready)
    {
        // An earlier callback of this turn may have paused or stopped it.
        if (_state != State.Listening || _reading != Reading.Flowing)
            return;
        var buffer = (_ownBuffer ?? _loop.ReceiveBuffer).AsSpan(0, _maxPacketSize);
        var taken = 0;
        // A closed, stopped or paused port takes no more, and any datagram's callback can make it so. Receiving from an empty socket costs
        // an exception; asking first costs one cheap system call.
        do
        {
            int count;
            try
            {
                _incoming.Size = SocketAddress.GetMaximumAddressSize(Socket.AddressFamily);
                count = Socket.ReceiveFrom(buffer, SocketFlags.None, _incoming);
            }
            catch (SocketException e)
            {
                ReceiveFailed(e);
                return;
            }
            taken += Math.Max(count, 1);
            try
            {
                Deliver(buffer[..count], Sender());
            }
            catch (Exception e)
            {
                Log.Err(e, "while handling a received datagram");
            }
        }
        while (_state == State.Listening && _reading == Reading.Flowing && taken < MaxThroughput && Socket.Poll(0, SelectMode.SelectRead));
    }

    public override string ToString() =>
        $"<{GetType().Name} {Place} {_state}{(_reading == Reading.Paused ? ", reading paused" : "")} of {ProtocolName}>";

    /// <summary>Makes and binds the socket.</summary>
    /// <exception cref="CannotListenException">The address is taken, or cannot be had.</exception>
    protected abstract Socket Open();

    /// <summary>Gives the open port to its protocol.</summary>
    protected abstract void Begin();

    protected abstract void Deliver(ReadOnlySpan<byte> datagram, IAddress sender);

    /// <summary>Tells the protocol of a refusal.</summary>
    protected abstract void TellRefused();

    /// <summary>Tells the protocol that the port is closed.</summary>
    protected abstract void End();

    protected abstract IAddress ToAddress(SocketAddress address);

    /// <summary>The system's form of the last sender's address, if this is it: most datagrams are answers.</summary>
    protected SocketAddress? BytesOfSender(IAddress address) => ReferenceEquals(address, _sender) ? _senderBytes : null;

    /// <summary>Asks the system again for the bound address: connecting may have chosen one.</summary>
    protected void RefreshHost() => _host = HostOf(Socket);

    protected void Refused()
    {
        try
        {
            TellRefused();
        }
        catch (Exception e)
        {
            Log.Err(e, "while telling a protocol of a refused datagram");
        }
    }

    /// <summary>A socket without a name has its family only.</summary>
    private IAddress HostOf(Socket socket) =>
        ToAddress(socket.LocalEndPoint?.Serialize() ?? new SocketAddress(socket.AddressFamily, sizeof(short)));

    /// <summary>What a writer gets to see of an error.</summary>
    protected static Exception Refusal(SocketException e, int length) => e.SocketErrorCode != SocketError.MessageSize ? e
        : new MessageLengthException($"A datagram of {length} bytes is longer than the system sends there.", e);

    private IAddress Sender()
    {
        if (_sender is null || !_incoming.Equals(_senderBytes))
        {
            (_incoming, _senderBytes) = (_senderBytes, _incoming);
            _sender = ToAddress(_senderBytes);
        }
        return _sender;
    }

    private void ReceiveFailed(SocketException e)
    {
        switch (e.SocketErrorCode)
        {
            // The last is Windows' word for a datagram that was cut off.
            case SocketError.WouldBlock or SocketError.Interrupted or SocketError.MessageSize:
                return;
            case SocketError.ConnectionRefused or SocketError.ConnectionReset or SocketError.NetworkReset:
                if (IsConnected)
                    Refused();
                return;
            default:
                // Left open, it would be ready with the same error for ever.
                Log.Err(e, $"{this} closes: it cannot receive");
                Close();
                return;
        }
    }

    private void Close()
    {
        if (_state == State.Closed)
            return;
        Log.Msg($"({ProtocolName} on {Place} closed)");
        Release();
        Failure? failure = null;
        try
        {
            End();
        }
        catch (Exception e)
        {
            failure = new Failure(e);
        }
        Settle(failure);
    }

    private void Release()
    {
        _state = State.Closed;
        _loop.Forget(_token);
        _socket?.Dispose();
        _socket = null;
    }

    private void Settle(Failure? failure)
    {
        var waiting = _stopping.ToArray();
        _stopping.Clear();
        if (waiting.Length == 0 && failure is not null)
            Log.Err(failure, "while stopping a protocol");
        foreach (var stopped in waiting)
        {
            if (failure is null)
                stopped.Callback();
            else
                stopped.Errback(failure);
        }
    }
}
