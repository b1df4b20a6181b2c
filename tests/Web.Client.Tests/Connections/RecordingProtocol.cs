using System.Text;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client.Tests.Connections;

/// <summary>Takes a body and notes what happens.</summary>
internal sealed class RecordingProtocol : Protocol
{
    private readonly StringBuilder _text = new();

    internal string Text => _text.ToString();

    internal List<Failure> Ends { get; } = [];

    /// <summary>How it ended; one end only.</summary>
    internal Exception Reason => Ends.Should().ContainSingle().Subject.Value;

    internal Action<RecordingProtocol>? WhenMade { get; init; }

    internal Action<RecordingProtocol>? WhenData { get; set; }

    internal Action? WhenLost { get; set; }

    public override void ConnectionMade() => WhenMade?.Invoke(this);

    public override void DataReceived(ReadOnlySpan<byte> data)
    {
        Ends.Should().BeEmpty();
        _text.Append(Encoding.Latin1.GetString(data));
        WhenData?.Invoke(this);
    }

    public override void ConnectionLost(Failure reason)
    {
        Ends.Add(reason);
        WhenLost?.Invoke();
    }
}
