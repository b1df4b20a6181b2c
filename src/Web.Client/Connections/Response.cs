using System.Diagnostics;
using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>A response whose headers are there; its body comes when someone asks for it (twisted.web.iweb.IResponse).</summary>
/// <remarks>Until <see cref="DeliverBody"/>, <see cref="ReadBody"/> or <see cref="ReadString"/> is called the connection stops reading, so
/// a body that nobody wants holds the connection: call <see cref="Abort"/> then.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class Response
{
    /// <summary>The largest body that <see cref="ReadBody"/> takes unless told otherwise: 128 MiB. A server decides how much it sends;
    /// memory is ours.</summary>
    public const int DefaultMaxBodyBytes = 128 << 20;

    private enum BodyState
    {
        /// <summary>Nobody asked for it yet.</summary>
        Initial,

        /// <summary>It goes to a sink.</summary>
        Connected,

        /// <summary>The connection has ended with it, before anyone asked for it or while its sink was paused.</summary>
        DeferredClose,

        /// <summary>The sink has seen its end.</summary>
        Finished,
    }

    private enum Way
    {
        Http,

        /// <summary>After this response the connection speaks another protocol.</summary>
        Switched,
    }

    /// <summary>Null for a body in memory, which is there whole from the start.</summary>
    private readonly IBodySource? _source;
    private readonly Way _way;
    private BodyState _state;
    private IBodySink? _sink;
    private Failure? _failure;
    private ReadOnlyMemory<byte> _rest;
    private bool _isPaused;

    /// <summary>A response made by hand: for an agent that answers by itself, as a cache or a test's stand-in does.</summary>
    /// <param name="request">The request it answers.</param>
    /// <param name="code">The status code, 100 to 999.</param>
    /// <param name="headers">The header fields; none when null.</param>
    /// <param name="body">The body; it must not change afterwards.</param>
    /// <param name="phrase">The reason phrase; the registered one when null.</param>
    public Response(Request request, int code, Headers? headers = null, ReadOnlyMemory<byte> body = default, string? phrase = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(code, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(code, 999);
        Request = request;
        Code = code;
        Phrase = phrase ?? ReasonPhrases.For(code);
        Version = System.Net.HttpVersion.Version11;
        Headers = headers ?? new Headers();
        Length = body.Length;
        IsBodiless = body.IsEmpty;
        _rest = body;
        _state = BodyState.DeferredClose;
    }

    /// <summary>A response as another one seems from behind a decorator: other fields, and a body that comes from elsewhere.</summary>
    internal Response(Response original, Headers headers, long? length, IBodySource source)
    {
        _source = source;
        Request = original.Request;
        Code = original.Code;
        Phrase = original.Phrase;
        Version = original.Version;
        Headers = headers;
        Length = length;
        IsBodiless = original.IsBodiless;
        Connection = original.Connection;
        Tls = original.Tls;
        PreviousResponse = original.PreviousResponse;
    }

    internal Response(ResponseExchange exchange, ResponseParser parser, ConnectionUse connection, TlsFacts? tls)
    {
        _source = exchange;
        Request = exchange.Request;
        var head = parser.Head;
        Code = head.Status;
        Phrase = head.ReasonPhrase;
        Version = head.MinorVersion == 0 ? System.Net.HttpVersion.Version10 : System.Net.HttpVersion.Version11;
        Headers = head.ToHeaders();
        IsBodiless = parser.Framing is BodyFraming.None or BodyFraming.Tunnel
            || parser is { Framing: BodyFraming.Length, ContentLength: 0 };
        Length = parser.Framing switch
        {
            BodyFraming.Length => parser.ContentLength,
            BodyFraming.None or BodyFraming.Tunnel => 0,
            _ => null,
        };
        Connection = connection;
        Tls = tls;
        _way = Code == 101 || parser.Framing == BodyFraming.Tunnel ? Way.Switched : Way.Http;
    }

    /// <summary>The protocol version, 1.0 or 1.1.</summary>
    public Version Version { get; }

    /// <summary>The status code, 100 to 999.</summary>
    public int Code { get; }

    /// <summary>The reason phrase.</summary>
    public string Phrase { get; }

    /// <summary>The header fields, all of them.</summary>
    public Headers Headers { get; }

    /// <summary>How many bytes the body has; null when only its end will tell. For HEAD it is 0, and the headers say what GET would
    /// give.</summary>
    public long? Length { get; }

    /// <summary>The request this answers.</summary>
    public Request Request { get; }

    /// <summary>Which connection brought it.</summary>
    public ConnectionUse Connection { get; }

    /// <summary>How the connection that brought it is secured; null when it is not, and for a response made by hand.</summary>
    public TlsFacts? Tls { get; }

    /// <summary>Where the time of its request went; complete when the body has ended. Zero for a response made by hand.</summary>
    public RequestTimes Times => _source?.Times ?? default;

    /// <summary>The fields after a chunked body, once it has ended; null when there were none. Never merged into
    /// <see cref="Headers"/>.</summary>
    public Headers? Trailers { get; internal set; }

    /// <summary>The redirect that led here, whose own previous response led to it; null when there was none
    /// (IResponse.previousResponse).</summary>
    public Response? PreviousResponse { get; internal set; }

    internal bool IsBodiless { get; }

    internal bool IsToCome => _state is BodyState.Initial or BodyState.Connected;

    /// <summary>The response as it came, where decorators stand around it: dropping its body costs no decoding.</summary>
    internal Response Undecoded => _source?.Original?.Undecoded ?? this;

    internal bool IsPaused => _state == BodyState.Connected && _isPaused;

    internal bool WantsBytes => _state == BodyState.Connected && !_isPaused;

    /// <summary>Gives the body to a protocol: MakeConnection, DataReceived, and ConnectionLost with <see cref="ResponseDoneException"/> at
    /// its end or with what broke it.</summary>
    /// <param name="protocol">Its transport can pause, resume and stop the body; it cannot write.</param>
    /// <exception cref="InvalidOperationException">The body was asked for before.</exception>
    public void DeliverBody(IProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        RequireUnread();
        protocol.MakeConnection(new BodyTransport(this));
        Deliver(new BodyTransport.Sink(protocol));
    }

    /// <summary>Reads the whole body.</summary>
    /// <param name="maxBytes">The most it may have.</param>
    /// <returns>The bytes; fails with <see cref="LimitExceededException"/>, or with what broke the body. Cancelling aborts the
    /// connection.</returns>
    /// <exception cref="InvalidOperationException">The body was asked for before.</exception>
    public Deferred<byte[]> ReadBody(int maxBytes = DefaultMaxBodyBytes)
    {
        RequireUnread();
        var collector = new BytesCollector(this, maxBytes);
        Deliver(collector);
        return collector.Deferred;
    }

    /// <summary>Reads the whole body as text, in the charset that Content-Type names, else UTF-8; a byte order mark wins over
    /// both.</summary>
    /// <param name="maxBytes">The most it may have, in bytes.</param>
    /// <returns>The text; fails as <see cref="ReadBody"/> does.</returns>
    /// <exception cref="InvalidOperationException">The body was asked for before.</exception>
    public Deferred<string> ReadString(int maxBytes = DefaultMaxBodyBytes)
    {
        RequireUnread();
        var collector = new StringCollector(this, maxBytes, Headers.GetFirst("Content-Type"));
        Deliver(collector);
        return collector.Deferred;
    }

    /// <summary>Gives the body as a stream.</summary>
    /// <returns>It can be read asynchronously from any thread; the code after an <c>await</c> on the reactor's thread goes on there.
    /// Reading synchronously works on other threads only. Its reads fail with what broke the body, after what came before that. The
    /// connection is held back while nobody reads. Disposing of it before the end aborts the connection.</returns>
    /// <exception cref="InvalidOperationException">The body was asked for before.</exception>
    public Stream ReadStream()
    {
        RequireUnread();
        var stream = new BodyStream(this);
        Deliver(stream);
        return stream;
    }

    /// <summary>Gives the body as a sequence of pieces, for <c>await foreach</c>.</summary>
    /// <returns>Each piece is valid until the next is asked for. The body is asked for when the enumeration begins; it fails as
    /// <see cref="ReadStream"/> does, and ending it early aborts the connection.</returns>
    /// <exception cref="InvalidOperationException">The body was asked for before.</exception>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadChunks()
    {
        RequireUnread();
        return BodyStream.Chunks(this);
    }

    /// <summary>Reads the body to its end and drops it, so that the connection can be kept; when it is larger than that, the connection is
    /// closed.</summary>
    /// <param name="maxBytes">The most bytes that are worth reading.</param>
    /// <returns>Whether the body came to its end. Cancelling aborts the connection.</returns>
    /// <exception cref="InvalidOperationException">The body was asked for before.</exception>
    public Deferred<bool> Discard(int maxBytes = 64 << 10)
    {
        RequireUnread();
        var rest = new BodyDiscard(this, maxBytes);
        if (Length > maxBytes && _state == BodyState.Initial)
            rest.TakeTooMuch();
        else
            Deliver(rest);
        return rest.Deferred;
    }

    /// <summary>Takes the connection of a response after which it speaks another protocol: 101 to <see cref="RequestOptions.Upgrade"/>, or
    /// 2xx to CONNECT. It leaves its pool for ever.</summary>
    /// <remarks>Take it at once, or <see cref="Abort"/>; until then it is held, and counts in its pool.</remarks>
    /// <param name="protocol">Is given the transport by MakeConnection, then what the server sent already, then what happens; also the end,
    /// if that came first.</param>
    /// <exception cref="InvalidOperationException">The connection speaks HTTP, was taken before, or aborted.</exception>
    /// <exception cref="NotSupportedException">The transport cannot change its protocol (<see cref="ISwitchableTransport"/>).</exception>
    public void TakeTransport(IProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        if (_way == Way.Http || _source is not ResponseExchange exchange)
        {
            throw new InvalidOperationException(
                $"The connection of {this} has not changed its protocol: expected 101 to a request with Upgrade, or 2xx to CONNECT.");
        }
        exchange.HandOver(protocol);
    }

    /// <summary>Drops the body; its connection is closed unless the body has ended already.</summary>
    public void Abort() => Abandon(new Failure(new ConnectionAbortedException("The response was aborted.")));

    /// <inheritdoc/>
    public override string ToString() => $"<Response {Code} {Phrase}, body {_state}>";

    /// <summary>Gives up for a sink that may not be the body's yet.</summary>
    internal void Abandon(Failure reason, IBodySink sink)
    {
        _sink = sink;
        if (_state == BodyState.Initial)
            _state = BodyState.Connected;
        Abandon(reason);
    }

    internal void Abandon(Failure reason)
    {
        if (_state is BodyState.Initial or BodyState.Connected)
        {
            _rest = default;
            _source?.AbandonBody(reason);
        }
        else if (_way == Way.Switched)
        {
            _source?.AbandonBody(reason);
        }
        else if (_state == BodyState.DeferredClose && !IsBodiless)
        {
            _rest = default;
            _failure = reason;
            if (_sink is not null)
                Finish();
        }
    }

    internal void BodyReceived(ReadOnlySpan<byte> data)
    {
        // Nobody wants it now, but the connection is gone and cannot bring it again: at most what one receive gave.
        if (!WantsBytes)
            _rest = (byte[])[.. _rest.Span, .. data];
        else
            _sink!.BodyReceived(data); // Connected to one.
    }

    internal void BodyEnded(Failure? failure)
    {
        switch (_state)
        {
            case BodyState.Initial:
            case BodyState.Connected when _rest.Length > 0:
                _failure = failure;
                _state = BodyState.DeferredClose;
                break;
            case BodyState.Connected:
                _failure = failure;
                Finish();
                break;
        }
    }

    internal void Pause()
    {
        if (_isPaused)
            return;
        _isPaused = true;
        if (_state == BodyState.Connected)
            _source?.PauseBody();
    }

    internal void Resume()
    {
        if (!_isPaused)
            return;
        _isPaused = false;
        if (_state == BodyState.Connected)
            _source?.ResumeBody();
        else if (_state == BodyState.DeferredClose && _sink is not null)
            DeliverRest();
    }

    private void RequireUnread()
    {
        if (_sink is not null)
            throw new InvalidOperationException($"A body can be read once; this one is {_state}.");
    }

    private void Deliver(IBodySink sink)
    {
        _sink = sink;
        if (_state == BodyState.DeferredClose)
        {
            DeliverRest();
            return;
        }
        _state = BodyState.Connected;
        _source?.ResumeBody();
    }

    private void DeliverRest()
    {
        if (_rest.Length > 0)
        {
            if (_isPaused)
                return;
            var rest = _rest;
            _rest = default;
            try
            {
                _sink!.BodyReceived(rest.Span); // There is one when there is someone to deliver to.
            }
            catch (Exception e)
            {
                _failure = new Failure(e);
            }
        }
        // Paused again over the last bytes, it still hears of the end: nothing more can come. It may have had enough, and know already.
        if (_state == BodyState.DeferredClose)
            Finish();
    }

    private void Finish()
    {
        _state = BodyState.Finished;
        try
        {
            _sink!.BodyEnded(_failure); // Only bodies with a sink finish.
        }
        catch (Exception e)
        {
            Log.Err(e, "A body's protocol failed in ConnectionLost");
        }
    }
}
