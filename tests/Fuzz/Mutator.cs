using System.Text;

namespace TwistedSharp.Fuzz;

/// <summary>Makes inputs out of seeds, the same ones from the same number.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, int seed)
{
    /// <summary>What matters to the grammars, so that mutations reach deep.</summary>
    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "\r", "\n", "\r\n", "\r\n\r\n", "\n\n", " ", "\t", "\0", ":", ";", ",", "=", "\"", "\\", "/", "//", "..", "@", "%", "%0d%0a", "[", "]", "?", "#", "\u00ff",
            "0", "5", "-1", "+5", "0x5", "7fffffffffffffff", "ffffffffffffffff", "18446744073709551616", "HTTP/1.1 200 OK\r\n", "HTTP/1.0 200 OK\r\n",
            "HTTP/1.1 204 x\r\n\r\n", "HTTP/1.1 100 x\r\n\r\n", "HTTP/1.1 101 x\r\n\r\n", "HTTP/1.1 304 x\r\n\r\n", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n",
            "Connection: close\r\n", "Connection: keep-alive\r\n", "0\r\n\r\n", "5\r\nhello\r\n", "http://", "https://", "; Domain=", "; Path=/", "; Secure",
        }.Select(Encoding.Latin1.GetBytes),
    ];

    private const int MaxBytes = 2000;
    private readonly Random _random = new(seed);

    internal byte[] Next()
    {
        List<byte> bytes = [.. seeds[_random.Next(seeds.Count)]];
        for (int edits = _random.Next(1, 6); edits > 0; edits--)
            Edit(bytes);
        return bytes.Count > MaxBytes ? [.. bytes.Take(MaxBytes)] : [.. bytes];
    }

    private void Edit(List<byte> bytes)
    {
        int at = _random.Next(bytes.Count + 1);
        int length = _random.Next(Math.Min(bytes.Count - at, 40) + 1);
        switch (_random.Next(7))
        {
            case 0 when at < bytes.Count:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 1 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(_random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 4:
                byte[] other = seeds[_random.Next(seeds.Count)];
                int from = _random.Next(other.Length + 1);
                bytes.InsertRange(at, other.AsSpan(from, _random.Next(other.Length - from + 1)).ToArray());
                break;
            default:
                bytes.InsertRange(at, Tokens[_random.Next(Tokens.Length)]);
                break;
        }
    }
}
