using System.Buffers;
using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>A request body that is written by hand, while it is sent: <see cref="Write"/> as it comes, then <see cref="Finish"/>.</summary>
/// <remarks>What is written is never refused, so look at <see cref="IsReady"/>, or await <see cref="WhenReady"/>, between writes: else a
/// slow server makes the queue grow. What is written before the request is sent waits in memory.</remarks>
/// <param name="length">How many bytes will come; null when unknown: they are sent in chunks.</param>
/// <param name="contentType">What they are, for Content-Type; null to say nothing.</param>
public sealed class WritableBodyProducer(long? length = null, string? contentType = null) : IBodyProducer
{
    private readonly Deferred _done = new();
    private readonly List<Deferred> _waiting = [];
    private ArrayBufferWriter<byte>? _early;
    private IConsumer? _consumer;
    private Failure? _failure;
    private Progress _state;

    private enum Progress
    {
        /// <summary>The request is not sent yet.</summary>
        Early,

        /// <summary>And it is complete already.</summary>
        EarlyAndFinished,
        Flowing,
        Paused,
        Finished,

        /// <summary>The request has ended and wants nothing more.</summary>
        Stopped,
    }

    /// <inheritdoc/>
    public long? Length { get; } = length is null or >= 0 ? length : throw new ArgumentOutOfRangeException(nameof(length));

    /// <inheritdoc/>
    public string? ContentType { get; } = MediaType.Checked(contentType);

    /// <summary>Whether the connection takes more now.</summary>
    public bool IsReady => _state == Progress.Flowing;

    /// <summary>Whether the request has ended without needing the rest: what is written now goes nowhere.</summary>
    public bool IsStopped => _state == Progress.Stopped;

    /// <summary>Fires when the connection takes more, which may be now.</summary>
    /// <returns>Fails with <see cref="ConnectionAbortedException"/> when the request has ended.</returns>
    /// <exception cref="InvalidOperationException">The body is finished.</exception>
    public Deferred WhenReady()
    {
        switch (_state)
        {
            case Progress.Flowing:
                return Deferred.Succeed();
            case Progress.Stopped:
                return Deferred.Fail(Ended());
            case Progress.Finished or Progress.EarlyAndFinished:
                throw Misused();
            default:
                var ready = new Deferred();
                _waiting.Add(ready);
                return ready;
        }
    }

    /// <summary>Writes a piece.</summary>
    /// <param name="data">The bytes; they are copied before it returns.</param>
    /// <returns>Whether more is welcome at once; when false, wait for <see cref="WhenReady"/>.</returns>
    /// <exception cref="InvalidOperationException">The body is finished.</exception>
    public bool Write(ReadOnlySpan<byte> data)
    {
        switch (_state)
        {
            case Progress.Early:
                (_early ??= new ArrayBufferWriter<byte>()).Write(data);
                break;
            case Progress.Flowing or Progress.Paused:
                _consumer!.Write(data); // Set with the state.
                break;
            case Progress.Finished or Progress.EarlyAndFinished:
                throw Misused();
        }
        return IsReady;
    }

    /// <summary>That was all.</summary>
    /// <exception cref="InvalidOperationException">The body is finished already.</exception>
    public void Finish()
    {
        if (_state is Progress.Finished or Progress.EarlyAndFinished)
            throw Misused();
        if (_state == Progress.Stopped)
            return;
        if (_state == Progress.Early)
        {
            _state = Progress.EarlyAndFinished;
            return;
        }
        _state = Progress.Finished;
        Tell();
    }

    /// <summary>The rest cannot be had: the request fails.</summary>
    /// <param name="reason">Why.</param>
    /// <exception cref="InvalidOperationException">The body is finished.</exception>
    public void Fail(Exception reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        _failure = new Failure(reason);
        Finish();
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It was used before.</exception>
    public Deferred StartProducing(IConsumer consumer)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        if (_consumer is not null || _state == Progress.Stopped)
            throw new InvalidOperationException($"A body that is written by hand is sent once; this one is {_state}.");
        _consumer = consumer;
        var finished = _state == Progress.EarlyAndFinished;
        _state = Progress.Flowing;
        if (_early is { } early)
        {
            _early = null;
            consumer.Write(early.WrittenSpan);
        }
        if (finished && _state is Progress.Flowing or Progress.Paused)
        {
            _state = Progress.Finished;
            Tell();
        }
        else if (IsReady)
        {
            TellReady();
        }
        return _done;
    }

    /// <inheritdoc/>
    public void PauseProducing()
    {
        if (_state == Progress.Flowing)
            _state = Progress.Paused;
    }

    /// <inheritdoc/>
    public void ResumeProducing()
    {
        if (_state != Progress.Paused)
            return;
        _state = Progress.Flowing;
        TellReady();
    }

    /// <inheritdoc/>
    public void StopProducing()
    {
        if (_state is Progress.Finished or Progress.Stopped)
            return;
        _state = Progress.Stopped;
        _early = null;
        foreach (var waiting in TakeWaiting())
            waiting.Errback(Ended());
    }

    private static ConnectionAbortedException Ended() => new("The request has ended and takes no more of its body.");

    private InvalidOperationException Misused() => new($"The body is {_state}: expected one that is still being written.");

    private void Tell()
    {
        // Nobody waits to write to a body that its writer has finished; who does all the same is told now.
        TellReady();
        if (_failure is null)
            _done.Callback();
        else
            _done.Errback(_failure);
    }

    private void TellReady()
    {
        foreach (var waiting in TakeWaiting())
        {
            // The first may have filled the connection again.
            if (_state == Progress.Paused)
                _waiting.Add(waiting);
            else if (!waiting.Called)
                waiting.Callback();
        }
    }

    private Deferred[] TakeWaiting()
    {
        Deferred[] waiting = [.. _waiting];
        _waiting.Clear();
        return waiting;
    }
}
