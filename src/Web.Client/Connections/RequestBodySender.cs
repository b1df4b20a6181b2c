using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>Between a body producer and the transport: holds the producer to the length it announced, or frames its writes as
/// chunks.</summary>
internal sealed class RequestBodySender(HTTP11ClientProtocol connection, ITransport transport, IBodyProducer body, BodyLength announced)
    : IConsumer, IPushProducer
{
    private enum Progress
    {
        Sending,

        /// <summary>The producer has said that it is done, or has failed.</summary>
        Finished,

        /// <summary>The exchange wants no more.</summary>
        Stopped,
    }

    private enum Flow
    {
        Flowing,
        Paused,
    }

    /// <summary>What the head says, whatever the producer says by now.</summary>
    private readonly long? _length = announced.Bytes;
    private long _written;
    private Progress _state;
    private Flow _flow;

    /// <summary>Whether the transport has all that was announced, also when the producer has not said so yet: one that reads a file does after
    /// another look at it, and the server may answer sooner.</summary>
    internal bool HasWrittenAll => _written == _length;

    internal void Start()
    {
        transport.RegisterProducer(this, streaming: true);
        Deferred sending;
        try
        {
            sending = body.StartProducing(this);
        }
        catch (Exception e)
        {
            sending = Deferred.Fail(e);
        }
        sending.AddCallbacks(Finished, Failed);
    }

    /// <summary>The exchange is over for another reason; the producer is told to stop.</summary>
    internal void Stop()
    {
        if (_state != Progress.Sending)
            return;
        End(Progress.Stopped);
        StopBody();
    }

    /// <summary>The exchange is over, and the body was sent whole: the producer finds its end by itself.</summary>
    internal void Release()
    {
        if (_state != Progress.Sending)
            return;
        End(Progress.Stopped);
        // Nobody else would wake it.
        if (_flow == Flow.Flowing)
            return;
        try
        {
            ResumeProducing();
        }
        catch (Exception e)
        {
            Log.Err(e, "A body producer's ResumeProducing failed after its body had been sent");
        }
    }

    public void Write(ReadOnlySpan<byte> data)
    {
        if (_state == Progress.Finished)
            throw new InvalidOperationException($"{body} wrote after it had finished: expected no more, as the end of the body is sent.");
        if (_state == Progress.Stopped)
            return;
        _written += data.Length;
        connection.BodyMoved();
        if (_length is null)
        {
            RequestWriter.WriteChunk(transport, data);
        }
        else if (_written <= _length)
        {
            transport.Write(data);
        }
        else
        {
            Stop();
            connection.BodyFailed(this, new Failure(new WrongBodyLengthException(
                $"The body producer announced {_length} bytes and wrote {_written} or more.")));
        }
    }

    public void RegisterProducer(IProducer producer, bool streaming) =>
        throw new InvalidOperationException("The body producer is registered already: its own pause and resume are used.");

    public void UnregisterProducer() { }

    public void PauseProducing()
    {
        _flow = Flow.Paused;
        body.PauseProducing();
    }

    public void ResumeProducing()
    {
        _flow = Flow.Flowing;
        body.ResumeProducing();
    }

    /// <summary>The transport is gone, and has forgotten its producer.</summary>
    public void StopProducing()
    {
        if (_state != Progress.Sending)
            return;
        _state = Progress.Stopped;
        StopBody();
    }

    private void Finished()
    {
        if (_state != Progress.Sending)
            return;
        if (_length is { } length && _written < length)
        {
            Failed(new Failure(new WrongBodyLengthException($"The body producer announced {length} bytes and wrote {_written}.")));
            return;
        }
        if (_length is null)
            RequestWriter.WriteLastChunk(transport);
        End(Progress.Finished);
        connection.BodySent(this);
    }

    private void Failed(Failure reason)
    {
        if (_state != Progress.Sending)
            return;
        End(Progress.Finished);
        connection.BodyFailed(this, reason);
    }

    private void StopBody()
    {
        try
        {
            body.StopProducing();
        }
        catch (Exception e)
        {
            Log.Err(e, "A body producer's StopProducing failed");
        }
    }

    private void End(Progress how)
    {
        _state = how;
        transport.UnregisterProducer();
    }
}
