using TwistedSharp.Protocols;

namespace TwistedSharp.Tests.Protocols;

/// <summary>Keeps its lines and does what some of them say.</summary>
internal sealed class LineTester : LineReceiver
{
    private int _length;

    internal LineTester(string delimiter = "\n", int maxLength = 64)
    {
        Delimiter = Pieces.Bytes(delimiter);
        MaxLength = maxLength;
    }

    internal List<string> Received { get; } = [];

    internal List<string> TooLong { get; } = [];

    internal Action<string>? OnLine { get; set; }

    internal Func<string, bool>? OnTooLong { get; set; }

    protected override void LineReceived(ReadOnlySpan<byte> line)
    {
        var text = Pieces.Text(line);
        Received.Add(text);
        OnLine?.Invoke(text);
        // The bytes stay what they are while the callback adds to the input.
        Pieces.Text(line).Should().Be(text);
        switch (text.Split(' '))
        {
            case [""]:
                SetRawMode();
                break;
            case ["pause"]:
                PauseProducing();
                break;
            case ["rawpause"]:
                PauseProducing();
                SetRawMode();
                Received.Add("");
                break;
            case ["stop"]:
                StopProducing();
                break;
            case ["close"]:
                Transport.LoseConnection();
                break;
            case ["abort"]:
                Transport.AbortConnection();
                break;
            case ["len", var length]:
                _length = int.Parse(length, null);
                break;
            case ["produce"]:
                Transport.RegisterProducer(this, streaming: false);
                break;
            case ["unproduce"]:
                Transport.UnregisterProducer();
                break;
        }
    }

    protected override void RawDataReceived(ReadOnlySpan<byte> data)
    {
        var mine = data[..Math.Min(_length, data.Length)];
        _length -= mine.Length;
        Received[^1] += Pieces.Text(mine);
        if (_length == 0)
            SetLineMode(data[mine.Length..]);
    }

    protected override void LineLengthExceeded(ReadOnlySpan<byte> line)
    {
        TooLong.Add(Pieces.Text(line));
        if (OnTooLong?.Invoke(TooLong[^1]) != true)
            base.LineLengthExceeded(line);
    }
}
