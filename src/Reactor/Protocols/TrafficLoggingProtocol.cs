using System.Globalization;
using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>A connection that writes down what goes through it (twisted.protocols.policies.TrafficLoggingProtocol).</summary>
/// <remarks>One line each: "C 1: b'...'" is what the peer of connection 1 sent, "S 1: b'...'" what was written to it, "SV 1: [...]" the
/// same in pieces; "*" is its beginning, "S 1: *" LoseConnection, "C 1: [Failure...]" its end.</remarks>
public class TrafficLoggingProtocol : ProtocolWrapper
{
    private readonly TextWriter _logfile;
    private readonly int _lengthLimit;
    private readonly int _number;

    /// <summary>A wrapper.</summary>
    /// <param name="factory">Who keeps track of it; nobody when null.</param>
    /// <param name="wrappedProtocol">The protocol.</param>
    /// <param name="logfile">Where to write; closed when the connection is lost.</param>
    /// <param name="lengthLimit">The most bytes of one piece that are written down; all when null.</param>
    /// <param name="number">What the connection is called.</param>
    public TrafficLoggingProtocol(
        WrappingFactory? factory, IProtocol wrappedProtocol, TextWriter logfile, int? lengthLimit = null, int number = 0)
        : base(factory, wrappedProtocol)
    {
        ArgumentNullException.ThrowIfNull(logfile);
        _logfile = logfile;
        _lengthLimit = lengthLimit ?? int.MaxValue;
        _number = number;
    }

    /// <inheritdoc/>
    public override void ConnectionMade()
    {
        WriteLine("*");
        base.ConnectionMade();
    }

    /// <inheritdoc/>
    public override void DataReceived(ReadOnlySpan<byte> data)
    {
        WriteLine("C", BytesText.Repr(data, _lengthLimit));
        base.DataReceived(data);
    }

    /// <inheritdoc/>
    public override void ConnectionLost(Failure reason)
    {
        try
        {
            WriteLine("C", reason.ToString());
        }
        finally
        {
            try
            {
                base.ConnectionLost(reason);
            }
            finally
            {
                _logfile.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> data)
    {
        WriteLine("S", BytesText.Repr(data, _lengthLimit));
        base.Write(data);
    }

    /// <inheritdoc/>
    public override void WriteSequence(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        var all = pieces.ToArray();
        WriteLine("SV", $"[{string.Join(", ", all.Select(piece => BytesText.Repr(piece.Span, _lengthLimit)))}]");
        // Not the base's, which would write them down once more.
        Transport.WriteSequence(all);
    }

    /// <inheritdoc/>
    public override void LoseConnection()
    {
        WriteLine("S", "*");
        base.LoseConnection();
    }

    private void WriteLine(string mark, string what) => WriteLine(string.Create(CultureInfo.InvariantCulture, $"{mark} {_number}: {what}"));

    private void WriteLine(string line)
    {
        // A protocol may still write when it is told of the end.
        if (WrappedProtocol is null)
            return;
        _logfile.WriteLine(line);
        _logfile.Flush();
    }
}
