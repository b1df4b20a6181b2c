using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <content>Queueing and sending.</content>
internal abstract partial class StreamTransport
{
    /// <summary>At most this much per send, in bytes, so that one fast peer does not hold the loop (Twisted's SEND_LIMIT).</summary>
    private const int SendLimit = 128 * 1024;

    private protected override void WriteClear(ReadOnlySpan<byte> data)
    {
        _loop.CheckThread(nameof(Write));
        if (data.IsEmpty || !IsWritable)
            return;
        _queue.Append(data);
        Queued();
    }

    private protected override void WriteSequenceClear(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        _loop.CheckThread(nameof(WriteSequence));
        if (!IsWritable)
            return;
        var before = _queue.Count;
        try
        {
            foreach (var piece in pieces)
                _queue.Append(piece.Span);
        }
        finally
        {
            // Also when the caller's sequence throws half-way: what is queued goes out.
            if (_queue.Count > before)
                Queued();
        }
    }

    private protected override Memory<byte> GetMemoryClear(int sizeHint)
    {
        _loop.CheckThread(nameof(GetMemory));
        return IsWritable ? _queue.GetMemory(sizeHint) : Scratch(sizeHint);
    }

    private protected override Span<byte> GetSpanClear(int sizeHint)
    {
        _loop.CheckThread(nameof(GetSpan));
        return IsWritable ? _queue.GetSpan(sizeHint) : Scratch(sizeHint);
    }

    private protected override void AdvanceClear(int count)
    {
        if (!IsWritable)
            return;
        _queue.Advance(count);
        if (count > 0)
            Queued();
        else
            Enlist(); // The flush gives the unused buffer back.
    }

    private protected override void RegisterProducerClear(IProducer producer, bool streaming)
    {
        ArgumentNullException.ThrowIfNull(producer);
        _loop.CheckThread(nameof(RegisterProducer));
        if (_producer.Producer is { } other)
            throw new InvalidOperationException($"{this} has a producer already, {other}, to be unregistered before {producer} comes.");
        if (!IsWritable)
        {
            producer.StopProducing();
            return;
        }
        _producer.Register(producer, streaming);
    }

    private protected override void UnregisterProducerClear()
    {
        _loop.CheckThread(nameof(UnregisterProducer));
        _producer.Unregister();
        if (_state == State.Closing || _writing == Writing.Ending)
            Enlist();
    }

    private void SendQueued()
    {
        if (_queue.Count > 0)
        {
            var front = _queue.Front(SendLimit);
            var sent = _socket.Send(front, SocketFlags.None, out var error);
            if (error != SocketError.Success && !SocketErrors.IsTemporary(error))
            {
                SendFailed(new Failure(SocketErrors.ToConnectionLost(error, _peer)));
                return;
            }
            var kernelIsFull = sent < front.Length;
            _queue.Consume(sent);
            if (_queue.Count > 0)
            {
                if (kernelIsFull)
                    Watch(_interest | PollInterest.Write);
                else if ((_interest & PollInterest.Write) == 0)
                    Enlist();
                return;
            }
        }
        else
        {
            _queue.ReleaseIfEmpty();
        }
        Drained();
    }

    /// <summary>The peer takes no more, but may have said why before it left: an early answer is delivered before the loss.</summary>
    /// <remarks>RFC 9112, 9.5: a client should watch for a response while it sends. Twisted drops what was not read yet.</remarks>
    private void SendFailed(Failure reason)
    {
        _queue.Drop();
        while (_state == State.Open && _reading == Reading.Flowing && Receive(reason))
        {
        }
        Lose(reason);
    }

    private void Drained()
    {
        Watch(_interest & ~PollInterest.Write);
        if (_producer.IsWaiting)
        {
            try
            {
                _producer.Drained();
            }
            catch (Exception e)
            {
                Break(e, "while resuming a producer");
            }
        }
        else if (_producer.Producer is null)
        {
            if (_state == State.Closing)
                Lose(new Failure(new ConnectionDoneException($"The connection to {_peer} was closed cleanly from our side.")));
            else if (_writing == Writing.Ending)
                EndWriting();
        }
    }

    private void EndWriting()
    {
        _writing = Writing.Ended;
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The peer has reset it: the next receive says so.
        }
        if (_protocol is IHalfCloseableProtocol protocol)
        {
            try
            {
                protocol.WriteConnectionLost();
            }
            catch (Exception e)
            {
                Break(e, "while telling a protocol of its closed writing end");
            }
        }
        CloseIfBothEnded();
    }

    private void Queued()
    {
        Enlist();
        _producer.Queued(_queue.Count);
    }

    private byte[] Scratch(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        var size = Math.Max(sizeHint, 256);
        return _scratch is { } scratch && scratch.Length >= size ? scratch : _scratch = new byte[size];
    }
}
