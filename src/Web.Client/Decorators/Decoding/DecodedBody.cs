using System.Buffers;
using System.Diagnostics;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>A body with one coding undone: reads another response's body and is the source of the one that is shown.</summary>
/// <remarks>Theory. Coded bytes are decoded as they come, into one rented array, a piece at a time; after each piece the reader is looked at. One that
/// pauses leaves the rest of the coded bytes here (<see cref="Hold"/>: at most what came in one call) and stops what brings more. Nothing is read
/// before someone asks for the body, and nothing is decoded for a body that was dropped. Bodies with several codings stand around each other.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
internal sealed class DecodedBody : IBodySource, IProtocol
{
    /// <summary>The largest piece given to the reader.</summary>
    private const int PieceBytes = 64 << 10;

    private enum State
    {
        /// <summary>Nobody asked for the body.</summary>
        Unread,

        /// <summary>Coded bytes come.</summary>
        Reading,

        /// <summary>All coded bytes have come; what they decode to has not all been taken.</summary>
        Finishing,

        /// <summary>The reader has seen the end.</summary>
        Ended,
    }

    private readonly Response _coded;
    private readonly string _coding;
    private readonly Func<IContentDecoder> _factory;
    private readonly ContentDecodingLimits _limits;

    /// <summary>Whose received bytes the ratio is of: the undermost layer's.</summary>
    private readonly DecodedBody _bottom;

    private Response? _shown;
    private IContentDecoder? _decoder;
    private ITransport? _transport;
    private BodyBuffer _held = BodyBuffer.Unlimited;
    private Failure? _reason;
    private State _state;
    private bool _isPumping;

    /// <summary>What the decoder said last: whether it needs more, has more, or is complete.</summary>
    private OperationStatus _status = OperationStatus.NeedMoreData;
    private long _received;
    private long _decoded;

    private DecodedBody(Response coded, string coding, Func<IContentDecoder> factory, ContentDecodingLimits limits, DecodedBody? bottom)
    {
        _coded = coded;
        _coding = coding;
        _factory = factory;
        _limits = limits;
        _bottom = bottom ?? this;
    }

    public RequestTimes Times => _coded.Times;

    public Response Original => _coded;

    /// <summary>Stands around a response, or around the layer below.</summary>
    internal static Response Around(
        Response coded, Headers headers, string coding, Func<IContentDecoder> factory, ContentDecodingLimits limits,
        ref DecodedBody? bottom)
    {
        var body = new DecodedBody(coded, coding, factory, limits, bottom);
        bottom ??= body;
        body._shown = new Response(coded, headers, null, body);
        return body._shown;
    }

    public void MakeConnection(ITransport transport) => _transport = transport;

    public void DataReceived(ReadOnlySpan<byte> data)
    {
        if (_state != State.Reading)
            return;
        _received += data.Length;
        if (_isPumping || _held.Length > 0)
            Hold(data); // A connection that goes down gives what it has left, also inside a call of the reader's.
        else
            Pump(data);
    }

    public void ConnectionLost(Failure reason)
    {
        if (_state != State.Reading)
            return;
        _state = State.Finishing;
        _reason = reason.Check<ResponseDoneException>() ? null : reason;
        if (!_isPumping && !HasWork)
            Finish(); // A reader that is paused hears of the end all the same, unless there is more for it.
    }

    public void ResumeBody()
    {
        if (_isPumping || !Shown.WantsBytes)
            return; // The loop goes on by itself, or there is nobody to go on for.
        switch (_state)
        {
            case State.Unread:
                _state = State.Reading;
                _coded.DeliverBody(this);
                break;
            case State.Reading or State.Finishing when HasWork:
                Pump(default);
                break;
            case State.Reading:
                Transport.ResumeProducing();
                break;
            case State.Finishing:
                Finish();
                break;
        }
    }

    public void PauseBody()
    {
        if (_state == State.Reading)
            Transport.PauseProducing();
    }

    public void AbandonBody(Failure reason) => End(reason);

    public override string ToString() => $"<DecodedBody {_coding} {_state}, {_received} bytes to {_decoded}>";

    private Response Shown => _shown!; // Set with the body, by Around.

    private ITransport Transport => _transport!; // It comes before the first byte.

    /// <summary>There is something to decode.</summary>
    private bool HasWork => _held.Length > 0 || _status == OperationStatus.DestinationTooSmall;

    /// <summary>Decodes what is held, and then what came, until it is used up or the reader wants to wait.</summary>
    private void Pump(ReadOnlySpan<byte> input)
    {
        var held = _held;
        _held = BodyBuffer.Unlimited;
        if (held.Length > 0)
            input = held.Written; // Never both: see DataReceived.
        _isPumping = true;
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            while (_state != State.Ended && (!input.IsEmpty || _status == OperationStatus.DestinationTooSmall))
            {
                if (!Shown.WantsBytes)
                {
                    Hold(input);
                    break;
                }
                input = input[Step(input, piece.AsSpan(0, PieceBytes))..];
            }
        }
        catch (Exception e)
        {
            End(new Failure(e)); // The reader's.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
            held.Release();
            _isPumping = false;
        }
        if (_state == State.Ended)
            Release();
        else if (_held.Length > 0 && Shown.WantsBytes)
            Pump(default); // What came inside the reader's call.
        else if (_state == State.Finishing && !HasWork)
            Finish();
        else if (_state == State.Reading && Shown.WantsBytes)
            Transport.ResumeProducing(); // It may have paused, and gone on, inside its call.
    }

    /// <summary>Decodes one piece and gives it to the reader.</summary>
    /// <returns>How much of the input is used up.</returns>
    private int Step(ReadOnlySpan<byte> input, Span<byte> piece)
    {
        int consumed, written;
        if (_status == OperationStatus.Done)
            return Break("it has ended, and more bytes follow.");
        try
        {
            _decoder ??= _factory();
            _status = _decoder.Decode(input, piece, out consumed, out written);
        }
        catch (Exception e)
        {
            return Break(Words(e), e);
        }
        if (_status == OperationStatus.InvalidData)
            return Break("it is corrupt.");
        if (consumed == 0 && written == 0 && _status != OperationStatus.Done
            && (!input.IsEmpty || _status == OperationStatus.DestinationTooSmall))
            return Break("its decoder neither takes bytes nor gives any.");
        Give(piece[..written]);
        return consumed;
    }

    private void Finish()
    {
        if (_reason is not null || _received == 0)
        {
            End(_reason); // A body without bytes has no coding to undo.
            return;
        }
        var status = OperationStatus.DestinationTooSmall;
        _isPumping = true;
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            do
                status = FinishStep(piece.AsSpan(0, PieceBytes));
            while (status == OperationStatus.DestinationTooSmall && Shown.WantsBytes);
        }
        catch (Exception e)
        {
            End(new Failure(e)); // The reader's.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
            _isPumping = false;
        }
        if (_state == State.Ended)
            Release();
        else if (status == OperationStatus.Done)
            End(null);
    }

    private OperationStatus FinishStep(Span<byte> piece)
    {
        OperationStatus status;
        int written;
        try
        {
            status = _decoder!.Finish(piece, out written); // Bytes came, so there is one.
        }
        catch (Exception e)
        {
            Break(Words(e), e);
            return OperationStatus.InvalidData;
        }
        if (status == OperationStatus.DestinationTooSmall && written == 0)
            Break("its decoder has more and does not give it.");
        else if (status == OperationStatus.InvalidData)
            Break("it is corrupt.");
        else
            Give(piece[..written]);
        if (status == OperationStatus.NeedMoreData && _state != State.Ended)
            Fail(new TruncatedContentException(_coding, _received));
        return status;
    }

    private void Give(ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty)
            return;
        _decoded += piece.Length;
        if (_limits.Exceeded(_bottom._received, _decoded) is { } exceeded)
            Fail(exceeded);
        else
            Shown.BodyReceived(piece);
    }

    private void Hold(ReadOnlySpan<byte> input)
    {
        if (!_held.TryAppend(input))
            throw new UnreachableException(); // It is unlimited.
        if (_state == State.Reading)
            Transport.PauseProducing();
    }

    // System.IO.Compression speaks of archive entries.
    private static string Words(Exception e) => e is InvalidDataException ? "it is corrupt." : e.Message;

    private int Break(string seen, Exception? inner = null)
    {
        Fail(new ContentDecodingException(_coding, seen, inner));
        return 0;
    }

    private void Fail(Exception reason) => End(new Failure(new ResponseFailedException(Shown, new Failure(reason))));

    /// <summary>Ends the body, and what it is made from when that has not ended.</summary>
    private void End(Failure? failure)
    {
        if (_state == State.Ended)
            return;
        _state = State.Ended;
        if (!_isPumping)
            Release();
        if (failure is not null)
            _coded.Abandon(failure);
        Shown.Trailers = _coded.Trailers;
        Shown.BodyEnded(failure);
    }

    private void Release()
    {
        _held.Release();
        _decoder?.Dispose();
        _decoder = null;
    }
}
