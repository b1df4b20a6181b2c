using System.Buffers.Text;
using TwistedSharp.Internet;
using TwistedSharp.Protocols;

namespace TwistedSharp.Peer.Tests;

/// <summary>A protocol of the library that sends and receives strings, and says what its <see cref="Talk"/> says.</summary>
internal interface ITalker : IProtocol
{
    ITransport Transport { get; }

    void Send(ReadOnlySpan<byte> text);
}

internal sealed class Lines(Talk talk) : LineReceiver, ITalker
{
    public override void ConnectionMade() => talk.Begin(this);

    public void Send(ReadOnlySpan<byte> text) => SendLine(text);

    public override void ConnectionLost(Failure reason) => talk.End(reason);

    protected override void LineReceived(ReadOnlySpan<byte> line) => talk.Take(this, line);
}

/// <summary>Lines, but strings with line ends in them follow raw, after a line that says how long they are.</summary>
internal sealed class RawLines(Talk talk) : LineReceiver, ITalker
{
    private readonly List<byte> _raw = [];
    private int _missing;

    public override void ConnectionMade() => talk.Begin(this);

    public void Send(ReadOnlySpan<byte> text)
    {
        if (text.Contains((byte)'\n'))
        {
            SendLine($"raw {text.Length}");
            Transport.Write(text);
        }
        else
        {
            SendLine(text);
        }
    }

    public override void ConnectionLost(Failure reason) => talk.End(reason);

    protected override void LineReceived(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("raw "u8))
        {
            Utf8Parser.TryParse(line["raw "u8.Length..], out _missing, out _);
            _raw.Clear();
            SetRawMode();
        }
        else
        {
            talk.Take(this, line);
        }
    }

    protected override void RawDataReceived(ReadOnlySpan<byte> data)
    {
        var mine = Math.Min(_missing, data.Length);
        _raw.AddRange(data[..mine]);
        _missing -= mine;
        if (_missing > 0)
            return;
        talk.Take(this, _raw.ToArray());
        SetLineMode(data[mine..]);
    }
}

internal sealed class OnlyLines(Talk talk) : LineOnlyReceiver, ITalker
{
    public override void ConnectionMade() => talk.Begin(this);

    public void Send(ReadOnlySpan<byte> text) => SendLine(text);

    public override void ConnectionLost(Failure reason) => talk.End(reason);

    protected override void LineReceived(ReadOnlySpan<byte> line) => talk.Take(this, line);
}

internal sealed class Netstrings(Talk talk) : NetstringReceiver, ITalker
{
    public override void ConnectionMade() => talk.Begin(this);

    public void Send(ReadOnlySpan<byte> text) => SendString(text);

    public override void ConnectionLost(Failure reason) => talk.End(reason);

    protected override void StringReceived(ReadOnlySpan<byte> data) => talk.Take(this, data);
}

internal sealed class Int8Strings(Talk talk) : Int8StringReceiver, ITalker
{
    public override void ConnectionMade() => talk.Begin(this);

    public void Send(ReadOnlySpan<byte> text) => SendString(text);

    public override void ConnectionLost(Failure reason) => talk.End(reason);

    protected override void StringReceived(ReadOnlySpan<byte> data) => talk.Take(this, data);
}

internal sealed class Int16Strings(Talk talk) : Int16StringReceiver, ITalker
{
    public override void ConnectionMade() => talk.Begin(this);

    public void Send(ReadOnlySpan<byte> text) => SendString(text);

    public override void ConnectionLost(Failure reason) => talk.End(reason);

    protected override void StringReceived(ReadOnlySpan<byte> data) => talk.Take(this, data);
}

internal sealed class Int32Strings(Talk talk) : Int32StringReceiver, ITalker
{
    public override void ConnectionMade() => talk.Begin(this);

    public void Send(ReadOnlySpan<byte> text) => SendString(text);

    public override void ConnectionLost(Failure reason) => talk.End(reason);

    protected override void StringReceived(ReadOnlySpan<byte> data) => talk.Take(this, data);
}
