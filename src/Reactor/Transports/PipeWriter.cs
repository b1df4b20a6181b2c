using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>Writes to a pipe whatever is queued (twisted.internet.process.ProcessWriter).</summary>
internal sealed class PipeWriter : IPollable, IFlushable
{
    /// <summary>At most this much per write, in bytes, so that one fast reader does not hold the loop.</summary>
    private const int WriteLimit = 128 * 1024;

    private readonly ITransportLoop _loop;
    private readonly Socket _pipe;
    private readonly int _name;
    private readonly IPipeOwner _owner;
    private WriteQueue _queue;
    private ProducerSlot _producer;
    private PollToken _token;
    private readonly PollInterest _idle;
    private PollInterest _interest;
    private State _state;
    private bool _enlisted;

    /// <summary>A writer for a pipe whose reader may go away, which makes this end "readable"; for anything else, a terminal say, that is not
    /// to be watched for.</summary>
    internal PipeWriter(ITransportLoop loop, Socket pipe, int name, IPipeOwner owner, bool isPipe)
    {
        _idle = isPipe ? PollInterest.Read : PollInterest.None;
        _loop = loop;
        _pipe = pipe;
        _name = name;
        _owner = owner;
    }

    private enum State
    {
        Open,

        /// <summary>The rest goes out, then it closes.</summary>
        Closing,
        Closed,
    }

    internal bool IsOpen => _state == State.Open;

    internal bool IsClosing => _state == State.Closing;

    internal int Queued => _queue.Count;

    internal void Start()
    {
        _token = _loop.Watch(_pipe, this, _idle);
        _interest = _idle;
    }

    internal void Write(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty || _state == State.Closed)
            return;
        _queue.Append(data);
        Added();
    }

    internal Memory<byte> GetMemory(int sizeHint) => _queue.GetMemory(sizeHint);

    internal Span<byte> GetSpan(int sizeHint) => _queue.GetSpan(sizeHint);

    internal void Advance(int count)
    {
        if (_state == State.Closed)
            return;
        _queue.Advance(count);
        Added();
    }

    internal void RegisterProducer(IProducer producer, bool streaming)
    {
        ArgumentNullException.ThrowIfNull(producer);
        if (_producer.Producer is { } other)
            throw new InvalidOperationException($"There is a producer already, {other}, to be unregistered before {producer} comes.");
        if (_state == State.Closed)
            producer.StopProducing();
        else
            _producer.Register(producer, streaming);
    }

    internal void UnregisterProducer()
    {
        _producer.Unregister();
        if (_state == State.Closing)
            Enlist();
    }

    /// <summary>Closes when everything is written and a registered producer is done.</summary>
    internal void CloseWhenWritten()
    {
        if (_state != State.Open)
            return;
        _state = State.Closing;
        Enlist();
    }

    internal void Close(Failure reason)
    {
        if (_state == State.Closed)
            return;
        _state = State.Closed;
        _queue.Drop();
        _loop.Forget(_token);
        _pipe.Dispose();
        var producer = _producer.Producer;
        _producer.Unregister();
        try
        {
            producer?.StopProducing();
        }
        catch (Exception e)
        {
            Log.Err(e, "while stopping a producer");
        }
        _owner.PipeLost(_name, reason);
    }

    void IPollable.Ready(PollInterest ready)
    {
        if ((ready & PollInterest.Write) != 0 && (_interest & PollInterest.Write) != 0)
            WriteQueued();
        else if ((ready & PollInterest.Read) != 0 && _state != State.Closed)
            Close(new Failure(new ConnectionLostException($"Pipe {_name} broke: nobody reads its other end.")));
    }

    void IPollable.LoopEnded() => Close(new Failure(new ConnectionLostException($"Pipe {_name} was closed: the reactor stopped.")));

    void IFlushable.Flush()
    {
        _enlisted = false;
        if (_state != State.Closed && (_interest & PollInterest.Write) == 0)
            WriteQueued();
    }

    private void WriteQueued()
    {
        if (_queue.Count > 0)
        {
            var front = _queue.Front(WriteLimit);
            var written = _pipe.Send(front, SocketFlags.None, out var error);
            if (error is not (SocketError.Success or SocketError.WouldBlock or SocketError.Interrupted))
            {
                Close(new Failure(Pipe.Broke(_name, error)));
                return;
            }
            var isFull = written < front.Length;
            _queue.Consume(error == SocketError.Success ? written : 0);
            if (_queue.Count > 0)
            {
                if (isFull)
                    Watch(_idle | PollInterest.Write);
                else if ((_interest & PollInterest.Write) == 0)
                    Enlist();
                return;
            }
        }
        else
        {
            _queue.ReleaseIfEmpty();
        }
        Watch(_idle);
        Drained();
    }

    private void Drained()
    {
        if (_producer.IsWaiting)
        {
            try
            {
                _producer.Drained();
            }
            catch (Exception e)
            {
                var failure = new Failure(e);
                Log.Err(failure, "while resuming a producer");
                Close(failure);
            }
        }
        else if (_state == State.Closing && _producer.Producer is null)
        {
            Close(new Failure(new ConnectionDoneException($"Pipe {_name} was closed from our side.")));
        }
    }

    private void Added()
    {
        Enlist();
        _producer.Queued(_queue.Count);
    }

    private void Enlist()
    {
        if (_enlisted)
            return;
        _enlisted = true;
        _loop.Enlist(this);
    }

    private void Watch(PollInterest interest)
    {
        if (interest == _interest)
            return;
        _loop.SetInterest(_token, interest);
        _interest = interest;
    }
}
