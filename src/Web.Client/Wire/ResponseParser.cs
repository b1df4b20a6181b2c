namespace TwistedSharp.Web.Client;

/// <summary>Cuts received bytes into the events of one HTTP/1.x response after another (RFC 9112).</summary>
/// <remarks>
/// It is pulled and never calls out: the owner loops on <see cref="Next"/> until it says NeedData or End, and may stop anywhere between.
/// Body bytes are handed out as slices of the owner's span; only an incomplete head or trailer section is copied, and chunk size lines
/// are read byte by byte without storing them. Faults throw, and go on throwing: past one, nothing on that connection can be trusted.
/// </remarks>
internal sealed class ResponseParser(WireLimits limits)
{
    /// <summary>Blank lines skipped before a status line (RFC 9112 section 2.2); old servers end a body with one too many.</summary>
    private const int MaxBlankLines = 2;

    private readonly WireLimits _limits = limits ?? throw new ArgumentNullException(nameof(limits));
    private readonly ResponseHead _head = new();
    private FieldBlock? _trailerBlock;
    private State _state;
    private string _method = "";
    private MessageFraming _framing;
    private Exception? _failure;
    private int _lineStart;
    private int _blankLines;
    private int _informational;
    private int _chunkLineBytes;
    private long _remaining;
    private long _bodyBytes;

    private enum State
    {
        Idle,
        StatusLine,
        Fields,
        AfterInformational,
        BodyDone,
        Sized,
        UntilClose,
        ChunkSize,
        ChunkExtension,
        ChunkSizeLF,
        ChunkData,
        ChunkDataCR,
        ChunkDataLF,
        Trailers,
        Failed,
    }

    /// <summary>The newest head: valid after Informational or Head, until the next head begins.</summary>
    internal ResponseHead Head => _head;

    /// <summary>What delimits the body: valid after Head.</summary>
    internal BodyFraming Framing => _framing.Body;

    /// <summary>The declared length in bytes, for HEAD and 304 that of the absent body: valid after Head.</summary>
    internal long? ContentLength => _framing.ContentLength;

    /// <summary>Whether the head allows another request on the connection: valid after Head.</summary>
    internal bool CanKeepAlive => _framing.CanKeepAlive;

    /// <summary>How long the server means to keep the connection: valid after Head.</summary>
    internal KeepAliveHint KeepAlive => _framing.KeepAlive;

    /// <summary>Whether at least one byte came in since <see cref="Start"/>: after that, a retry is no longer safe.</summary>
    internal bool HasReceived { get; private set; }

    /// <summary>The trailers after End, if there were any; never part of the headers (RFC 9110 section 6.5.1).</summary>
    internal Headers? Trailers { get; private set; }

    /// <summary>Gets ready for the response to a request of that method, whatever went before.</summary>
    internal void Start(string method)
    {
        ArgumentNullException.ThrowIfNull(method);
        _method = method;
        _head.Clear();
        _framing = default;
        _failure = null;
        _lineStart = 0;
        _blankLines = 0;
        _informational = 0;
        _bodyBytes = 0;
        HasReceived = false;
        Trailers = null;
        _state = State.StatusLine;
    }

    /// <summary>
    /// Consumes from the input up to the next event. Data is a slice of the input, never empty. NeedData leaves the input empty; End
    /// comes by a call of its own, even with empty input, and leaves behind what is not of this response.
    /// </summary>
    /// <exception cref="ParseException">The input is malformed or over a limit; every further call throws the same.</exception>
    internal ResponseEvent Next(ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> data)
    {
        try
        {
            return Advance(ref input, out data);
        }
        catch (ParseException e)
        {
            _failure = e;
            _state = State.Failed;
            throw;
        }
    }

    /// <summary>
    /// Tells that the peer closed. End: a body read until close is over. NeedData: nothing of a response was received.
    /// </summary>
    /// <exception cref="DataLossException">Inside a body of known length, or a chunked one.</exception>
    /// <exception cref="ParseException">Inside a head, or after an informational one only.</exception>
    internal ResponseEvent InputEnded()
    {
        switch (_state)
        {
            case State.Idle:
                return ResponseEvent.NeedData;
            case State.StatusLine when !HasReceived:
                return ResponseEvent.NeedData;
            case State.StatusLine or State.Fields or State.AfterInformational:
                bool between = _state == State.AfterInformational || (_informational > 0 && _head.Block.Length == 0);
                _failure = new ParseException(between
                    ? $"The connection ended after {_informational} informational responses: expected a final one."
                    : $"The connection ended inside the response head, after {_head.Block.Length} bytes of it: expected a blank line.");
                break;
            case State.BodyDone or State.UntilClose:
            case State.Sized when _remaining == 0:
                _state = State.Idle;
                return ResponseEvent.End;
            case State.Failed:
                break;
            default:
                _failure = new DataLossException(Framing == BodyFraming.Length ? ContentLength : null, _bodyBytes);
                break;
        }
        _state = State.Failed;
        throw _failure!; // Failed is entered with a failure only
    }

    public override string ToString() => $"<ResponseParser {_state}>";

    private ResponseEvent Advance(ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> data)
    {
        data = default;
        HasReceived |= !input.IsEmpty;
        while (true)
        {
            switch (_state)
            {
                case State.Idle:
                    throw new InvalidOperationException("The parser is Idle: expected Start before Next.");
                case State.Failed:
                    throw _failure!; // Failed is entered with a failure only
                case State.AfterInformational:
                    _head.Clear();
                    _lineStart = 0;
                    _blankLines = 0;
                    _state = State.StatusLine;
                    break;
                case State.StatusLine or State.Fields:
                    return ReadLines(ref input, _head.Block) ? EndHead() : ResponseEvent.NeedData;
                case State.BodyDone:
                case State.Sized when _remaining == 0:
                    _state = State.Idle;
                    return ResponseEvent.End;
                case State.Sized when !input.IsEmpty:
                    data = TakeBody(ref input);
                    return ResponseEvent.Data;
                case State.UntilClose when !input.IsEmpty:
                    _remaining = input.Length;
                    data = TakeBody(ref input);
                    return ResponseEvent.Data;
                case State.ChunkData when !input.IsEmpty:
                    data = TakeBody(ref input);
                    if (_remaining == 0)
                        _state = State.ChunkDataCR;
                    return ResponseEvent.Data;
                case State.Trailers:
                    FieldBlock trailers = _trailerBlock!; // StartTrailers, the only way here, makes it
                    if (!ReadLines(ref input, trailers))
                        return ResponseEvent.NeedData;
                    Trailers = trailers.Count > 0 ? trailers.ToHeaders() : null;
                    _state = State.BodyDone;
                    break;
                case State.Sized or State.UntilClose or State.ChunkData:
                    return ResponseEvent.NeedData;
                default:
                    if (!ReadChunkFraming(ref input))
                        return ResponseEvent.NeedData;
                    break;
            }
        }
    }

    private ReadOnlySpan<byte> TakeBody(ref ReadOnlySpan<byte> input)
    {
        int length = (int)Math.Min(_remaining, input.Length);
        ReadOnlySpan<byte> data = input[..length];
        input = input[length..];
        _remaining -= length;
        _bodyBytes += length;
        return data;
    }

    /// <summary>Reads lines of a head or of trailers; true when the blank line was reached.</summary>
    /// <remarks>
    /// A line that lies whole in the input is read where it lies, and the block is stored in one copy at the end. A line that began in
    /// an earlier call is completed in the block first. Either way its bytes are searched once.
    /// </remarks>
    private bool ReadLines(ref ReadOnlySpan<byte> input, FieldBlock block)
    {
        ReadOnlySpan<byte> source = input;
        int start = 0;
        int unstored = 0;
        while (true)
        {
            int lf = source[start..].IndexOf((byte)'\n');
            int end = lf < 0 ? source.Length : start + lf + 1;
            int length = block.Length + end - unstored - _lineStart;
            CheckLineLength(length);
            if (lf < 0)
            {
                block.Append(source[unstored..]);
                input = default;
                return false;
            }

            bool stored = block.Length > _lineStart;
            bool folded = _state != State.StatusLine && source[start] is (byte)' ' or (byte)'\t';
            if (stored || folded)
            {
                block.Append(source[unstored..end]);
                unstored = end;
            }
            ReadOnlySpan<byte> line = stored ? block.Slice(_lineStart, length) : source[start..end];
            bool last = ReadLine(CutLineEnd(line), block);
            _lineStart += length;
            start = end;
            if (last)
            {
                block.Append(source[unstored..end]);
                input = source[end..];
                return true;
            }
        }
    }

    // The message must not depend on how the bytes were cut: whichever limit is reached first is the one named.
    private void CheckLineLength(int length)
    {
        bool trailers = _state == State.Trailers;
        int sizeLimit = trailers ? _limits.MaxTrailerBytes : _limits.MaxHeadBytes;
        int room = sizeLimit - _lineStart;
        if (length > room && room < _limits.MaxHeaderLineBytes)
            throw new LimitExceededException(trailers ? nameof(WireLimits.MaxTrailerBytes) : nameof(WireLimits.MaxHeadBytes), sizeLimit);
        if (length > _limits.MaxHeaderLineBytes)
            throw new LimitExceededException(nameof(WireLimits.MaxHeaderLineBytes), _limits.MaxHeaderLineBytes);
    }

    // A head may end its lines with LF alone, as Twisted allows. In trailers that is how chunked bodies are smuggled: CR LF only.
    private ReadOnlySpan<byte> CutLineEnd(ReadOnlySpan<byte> line)
    {
        if (line.Length > 1 && line[^2] == '\r')
            return line[..^2];
        if (_state == State.Trailers)
            throw new MalformedChunkedDataException("A bare LF in the trailers: expected CR LF", line);
        return line[..^1];
    }

    /// <summary>Acts on one line; true for the blank one at the end.</summary>
    private bool ReadLine(ReadOnlySpan<byte> line, FieldBlock block)
    {
        if (_state == State.StatusLine)
        {
            if (!line.IsEmpty)
            {
                _head.ReadStatusLine(line, _lineStart);
                _state = State.Fields;
            }
            else if (++_blankLines > MaxBlankLines)
            {
                throw new ParseException($"More than {MaxBlankLines} blank lines before the status line: expected HTTP/1.x.");
            }
            return false;
        }
        if (line.IsEmpty)
            return true;
        if (line[0] is (byte)' ' or (byte)'\t')
        {
            if (block.Count == 0)
                throw new ParseException("A continuation line before any header: expected name: value", line);
            block.Fold(_lineStart, line.Length);
            return false;
        }
        if (block.Count == _limits.MaxHeaderCount)
            throw new LimitExceededException(nameof(WireLimits.MaxHeaderCount), _limits.MaxHeaderCount);
        block.AddField(line, _lineStart);
        return false;
    }

    private ResponseEvent EndHead()
    {
        if (_head.Status is >= 100 and < 200 and not 101)
        {
            if (++_informational > _limits.MaxInformationalResponses)
                throw new LimitExceededException(nameof(WireLimits.MaxInformationalResponses), _limits.MaxInformationalResponses);
            _state = State.AfterInformational;
            return ResponseEvent.Informational;
        }
        _framing = MessageFraming.Decide(_head, _method);
        _remaining = _framing.ContentLength ?? 0;
        _state = Framing switch
        {
            BodyFraming.Length => State.Sized,
            BodyFraming.Chunked => StartChunk(),
            BodyFraming.UntilClose => State.UntilClose,
            _ => State.BodyDone,
        };
        return ResponseEvent.Head;
    }

    private State StartChunk()
    {
        _remaining = 0;
        _chunkLineBytes = 0;
        return State.ChunkSize;
    }

    /// <summary>Reads the bytes around chunk data; false when the input ran out first. CR LF only (RFC 9112 section 7.1).</summary>
    private bool ReadChunkFraming(ref ReadOnlySpan<byte> input)
    {
        for (int i = 0; i < input.Length; i++)
        {
            byte b = input[i];
            bool sizeLine = _state is State.ChunkSize or State.ChunkExtension or State.ChunkSizeLF;
            if (sizeLine && ++_chunkLineBytes > _limits.MaxChunkLineBytes)
                throw new LimitExceededException(nameof(WireLimits.MaxChunkLineBytes), _limits.MaxChunkLineBytes);
            _state = _state switch
            {
                State.ChunkSize => ReadChunkSize(b),
                State.ChunkExtension when b == '\r' => State.ChunkSizeLF,
                State.ChunkExtension when b is (byte)'\t' or >= 0x20 and not 0x7f => State.ChunkExtension,
                State.ChunkSizeLF when b == '\n' => _remaining > 0 ? State.ChunkData : StartTrailers(),
                State.ChunkDataCR when b == '\r' => State.ChunkDataLF,
                State.ChunkDataLF when b == '\n' => StartChunk(),
                _ => throw new MalformedChunkedDataException($"A bad byte in {_state}: expected {Expected(_state)}", [b]),
            };
            if (_state is State.ChunkData or State.Trailers)
            {
                input = input[(i + 1)..];
                return true;
            }
        }
        input = default;
        return false;
    }

    // _remaining counts up here: hex digits only, no sign, no 0x, no space (RFC 9112 section 7.1 and CVE-2022-24801).
    private State ReadChunkSize(byte b)
    {
        bool hasDigits = _chunkLineBytes > 1;
        if (hasDigits && b == ';')
            return State.ChunkExtension;
        if (hasDigits && b == '\r')
            return State.ChunkSizeLF;
        if (!char.IsAsciiHexDigit((char)b))
            throw new MalformedChunkedDataException("A bad byte in a chunk size: expected hex digits, then ';' or CR LF", [b]);
        if (_remaining > long.MaxValue >> 4)
            throw new MalformedChunkedDataException("A chunk size is too large: expected less than 2^63.");
        _remaining = (_remaining << 4) + (b <= '9' ? b - '0' : (b | 0x20) - 'a' + 10);
        return State.ChunkSize;
    }

    private State StartTrailers()
    {
        (_trailerBlock ??= new FieldBlock()).Clear();
        _lineStart = 0;
        return State.Trailers;
    }

    private static string Expected(State state) => state switch
    {
        State.ChunkExtension => "printable characters, then CR LF",
        State.ChunkDataCR => "CR LF after the chunk's data",
        _ => "LF after CR",
    };
}
