using System.Globalization;

namespace TwistedSharp.Peer.Tests;

/// <summary>Connections on loopback as the system counts them: the kernel's own list, which is up to date whoever is slow to notice what.
/// </summary>
internal static class OpenSockets
{
    private const string Table = "/proc/net/tcp";
    private const int Established = 1;
    private const int SynSent = 2;

    /// <summary>How many connections to a port there are or are being made, by the end that makes them.</summary>
    internal static Dictionary<int, int> CountByPort(IReadOnlyCollection<int> ports)
    {
        var counts = ports.ToDictionary(port => port, _ => 0);
        // "  0: 0100007F:A3C2 0100007F:4E20 01 ...": number, our end, the other end, state.
        foreach (var line in File.ReadLines(Table).Skip(1))
        {
            var fields = line.Split(' ', 5, StringSplitOptions.RemoveEmptyEntries);
            var port = Hexadecimal(fields[2].AsSpan(fields[2].IndexOf(':') + 1));
            if (Hexadecimal(fields[3]) is Established or SynSent && counts.TryGetValue(port, out var count))
                counts[port] = count + 1;
        }
        return counts;
    }

    /// <summary>Ends a test that needs the list where there is none.</summary>
    internal static void Require()
    {
        if (!File.Exists(Table))
            Assert.Inconclusive($"There is no {Table} here to count connections in.");
    }

    private static int Hexadecimal(ReadOnlySpan<char> text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
