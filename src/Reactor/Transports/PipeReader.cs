using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>Reads a pipe until its end (twisted.internet.process.ProcessReader).</summary>
/// <remarks>A file can be read at any time, and so cannot be waited for: it is read a piece a turn.</remarks>
internal sealed class PipeReader : IPollable
{
    private readonly ITransportLoop _loop;
    private readonly Socket _pipe;
    private readonly int _name;
    private readonly IPipeOwner _owner;
    private PollToken _token;
    private State _state;
    private DelayedCall? _turn; // Of a file: when it is read next.

    internal PipeReader(ITransportLoop loop, Socket pipe, int name, IPipeOwner owner)
    {
        _loop = loop;
        _pipe = pipe;
        _name = name;
        _owner = owner;
    }

    private enum State
    {
        Flowing,
        Paused,
        Closed,
    }

    internal bool IsClosed => _state == State.Closed;

    /// <summary>Whether it reads something that the system cannot be asked to wait for.</summary>
    private bool IsFile { get; set; }

    internal void Start()
    {
        try
        {
            _token = _loop.Watch(_pipe, this, PollInterest.Read);
        }
        catch (IOException)
        {
            IsFile = true;
            _token = _loop.Watch(_pipe, this, PollInterest.None);
            _turn = _loop.CallLater(TimeSpan.Zero, ReadFile);
        }
    }

    internal void Pause()
    {
        if (_state != State.Flowing)
            return;
        _state = State.Paused;
        if (!IsFile)
            _loop.SetInterest(_token, PollInterest.None);
    }

    internal void Resume()
    {
        if (_state != State.Paused)
            return;
        _state = State.Flowing;
        if (!IsFile)
            _loop.SetInterest(_token, PollInterest.Read);
        else if (_turn is not { Active: true })
            _turn = _loop.CallLater(TimeSpan.Zero, ReadFile);
    }

    internal void Close(Failure reason)
    {
        if (_state == State.Closed)
            return;
        _state = State.Closed;
        _turn?.TryCancel();
        _loop.Forget(_token);
        _pipe.Dispose();
        _owner.PipeLost(_name, reason);
    }

    void IPollable.Ready(PollInterest ready)
    {
        if (_state == State.Flowing)
            Read();
    }

    void IPollable.LoopEnded() => Close(new Failure(new ConnectionLostException($"Pipe {_name} was closed: the reactor stopped.")));

    private void ReadFile()
    {
        if (_state != State.Flowing)
            return;
        Read();
        if (_state == State.Flowing)
            _turn = _loop.CallLater(TimeSpan.Zero, ReadFile);
    }

    private void Read()
    {
        var buffer = _loop.ReceiveBuffer;
        var count = _pipe.Receive(buffer, SocketFlags.None, out var error);
        if (error is SocketError.WouldBlock or SocketError.Interrupted)
            return;
        if (error != SocketError.Success || count == 0)
        {
            Close(new Failure(error == SocketError.Success
                ? new ConnectionDoneException($"Pipe {_name} came to its end.")
                : Pipe.Broke(_name, error)));
            return;
        }
        try
        {
            _owner.PipeDataReceived(_name, buffer.AsSpan(0, count));
        }
        catch (Exception e)
        {
            var failure = new Failure(e);
            Log.Err(failure, "while handling what a pipe brought");
            Close(failure);
        }
    }
}
