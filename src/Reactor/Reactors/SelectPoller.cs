using System.Net;
using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>Waits with <see cref="Socket.Select(System.Collections.IList?, System.Collections.IList?, System.Collections.IList?, int)"/>; a
/// datagram to itself wakes it.</summary>
internal sealed class SelectPoller : IPoller
{
    private readonly Dictionary<Socket, Watched> _watched = [];
    private readonly List<Socket> _read = [];
    private readonly List<Socket> _write = [];
    private readonly List<Socket> _error = [];
    private readonly Dictionary<Socket, PollInterest> _ready = [];
    private readonly Socket _wake;
    private readonly byte[] _wakeByte = [1];
    private int _firstTold;

    internal SelectPoller()
    {
        // Connected to itself, so that nobody else's datagrams reach it.
        _wake = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        _wake.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _wake.Connect(_wake.LocalEndPoint!); // Bound, so it has one.
        _wake.Blocking = false;
    }

    public string Name => "select";

    public void Add(Socket socket, PollToken token, PollInterest interest) => Modify(socket, token, interest);

    public void Modify(Socket socket, PollToken token, PollInterest interest)
    {
        lock (_watched)
            _watched[socket] = new Watched(token, interest);
    }

    public void Remove(Socket socket)
    {
        lock (_watched)
            _watched.Remove(socket);
    }

    public int Wait(TimeSpan? timeout, Span<PollEvent> ready)
    {
        lock (_watched)
            Fill();
        try
        {
            Socket.Select(_read, _write, _error, Microseconds(timeout));
        }
        catch (ObjectDisposedException)
        {
            // A guest's socket, closed since they were listed.
            return 0;
        }
        _ready.Clear();
        foreach (var socket in _read)
        {
            if (socket == _wake)
                Drain();
            else
                _ready[socket] = PollInterest.Read;
        }
        foreach (var socket in _write)
            _ready[socket] = _ready.GetValueOrDefault(socket) | PollInterest.Write;
        foreach (var socket in _error)
            _ready[socket] = PollInterest.Read | PollInterest.Write;
        lock (_watched)
        {
            // A loop that is another's guest goes on while this waits: who was let go meanwhile is not told of.
            foreach (var (socket, _) in _ready)
            {
                if (!_watched.ContainsKey(socket))
                    _ready.Remove(socket);
            }
            return Report(ready);
        }
    }

    /// <summary>What does not fit is told the next time: each round begins where the one before ended.</summary>
    private int Report(Span<PollEvent> ready)
    {
        var skipped = _ready.Count <= ready.Length ? 0 : _firstTold % _ready.Count;
        _firstTold = skipped + ready.Length;
        var found = 0;
        var at = 0;
        foreach (var (socket, interest) in _ready)
        {
            if (at++ >= skipped && found < ready.Length)
                ready[found++] = new PollEvent(_watched[socket].Token, interest);
        }
        at = 0;
        foreach (var (socket, interest) in _ready)
        {
            if (at++ >= skipped || found == ready.Length)
                break;
            ready[found++] = new PollEvent(_watched[socket].Token, interest);
        }
        return found;
    }

    public void Wake()
    {
        try
        {
            // A full buffer is as good as one more datagram: it is readable.
            _wake.Send(_wakeByte, SocketFlags.None, out _);
        }
        catch (ObjectDisposedException)
        {
            // A call from another thread that came after the end.
        }
    }

    public void Dispose() => _wake.Dispose();

    /// <summary>Rounded up to whole milliseconds, to which Unix's Select cuts it off: a wait that ends just before a timer is due would spin
    /// until it is. Beyond 35 minutes it returns early, which it may.</summary>
    private static int Microseconds(TimeSpan? timeout) => timeout switch
    {
        null => -1,
        { } t when t.Ticks <= 0 => 0,
        { } t when t.Ticks > (int.MaxValue - 1000) * TimeSpan.TicksPerMicrosecond => int.MaxValue,
        { } t => (int)((t.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond * 1000),
    };

    private void Fill()
    {
        _read.Clear();
        _write.Clear();
        _error.Clear();
        _read.Add(_wake);
        foreach (var (socket, watched) in _watched)
        {
            if ((watched.Interest & PollInterest.Read) != 0)
                _read.Add(socket);
            if ((watched.Interest & PollInterest.Write) != 0)
                _write.Add(socket);
            // Told here only: a refused datagram, a pipe whose reader is gone, and on Windows a failed connection attempt. Not for every
            // stream: urgent bytes, which nobody reads, are told here too, again and again.
            if ((watched.Interest & PollInterest.Write) != 0 || socket.SocketType is SocketType.Dgram or SocketType.Unknown)
                _error.Add(socket);
        }
    }

    private void Drain()
    {
        Span<byte> bytes = stackalloc byte[16];
        while (_wake.Available > 0)
            _wake.Receive(bytes, SocketFlags.None, out _);
    }

    private readonly record struct Watched(PollToken Token, PollInterest Interest);
}
