using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using TwistedSharp.Internet.Native;

namespace TwistedSharp.Internet;

/// <summary>Waits with Linux's epoll; an eventfd wakes it.</summary>
internal sealed class EPollPoller : IPoller
{
    private const ulong WakeToken = ulong.MaxValue;

    private readonly SafeFileHandle _epoll = EPoll.Create();
    private readonly SafeFileHandle _wake = EPoll.CreateEventDescriptor();
    private byte[] _events = [];

    internal EPollPoller() => EPoll.Control(_epoll, EPoll.Add, _wake, EPoll.In, WakeToken);

    public string Name => "epoll";

    public void Add(Socket socket, PollToken token, PollInterest interest) =>
        EPoll.Control(_epoll, EPoll.Add, socket.SafeHandle, EventsOf(interest), token.Packed);

    public void Modify(Socket socket, PollToken token, PollInterest interest) =>
        EPoll.Control(_epoll, EPoll.Modify, socket.SafeHandle, EventsOf(interest), token.Packed);

    public void Remove(Socket socket) => EPoll.Control(_epoll, EPoll.Delete, socket.SafeHandle, 0, 0);

    public int Wait(TimeSpan? timeout, Span<PollEvent> ready)
    {
        // No more than can be told: what epoll returns goes to the end of its line, and must not go there unheard.
        var size = ready.Length * EPoll.EventSize;
        if (_events.Length != size)
            _events = new byte[size];
        int count;
        while ((count = EPoll.Wait(_epoll, _events, Milliseconds(timeout))) < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != EPoll.Interrupted)
                throw new IOException($"epoll_wait failed: {Marshal.GetPInvokeErrorMessage(error)}.");
            // A signal came. A finite wait starts over with the time that is left, which the loop knows.
            if (timeout is not null)
                return 0;
        }
        var found = 0;
        for (var i = 0; i < count; i++)
        {
            var (events, data) = EPoll.Read(_events, i);
            if (data == WakeToken)
                EPoll.Drain(_wake);
            else
                ready[found++] = new PollEvent(PollToken.Unpack(data), ReadyFor(events));
        }
        return found;
    }

    public void Wake()
    {
        try
        {
            EPoll.Signal(_wake);
        }
        catch (ObjectDisposedException)
        {
            // A call from another thread that came after the end.
        }
    }

    public void Dispose()
    {
        _epoll.Dispose();
        _wake.Dispose();
    }

    /// <summary>Rounded up: a wait that ends just before a timer is due would spin until it is.</summary>
    private static int Milliseconds(TimeSpan? timeout) => timeout switch
    {
        null => -1,
        { } t when t.Ticks <= 0 => 0,
        { } t when t.Ticks > int.MaxValue * TimeSpan.TicksPerMillisecond => int.MaxValue,
        { } t => (int)((t.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond),
    };

    private static uint EventsOf(PollInterest interest) =>
        ((interest & PollInterest.Read) != 0 ? EPoll.In : 0) | ((interest & PollInterest.Write) != 0 ? EPoll.Out : 0);

    private static PollInterest ReadyFor(uint events)
    {
        var ready = PollInterest.None;
        if ((events & (EPoll.In | EPoll.Error | EPoll.HangUp)) != 0)
            ready |= PollInterest.Read;
        if ((events & (EPoll.Out | EPoll.Error | EPoll.HangUp)) != 0)
            ready |= PollInterest.Write;
        return ready;
    }
}
