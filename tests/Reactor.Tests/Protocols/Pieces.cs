using System.Text;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Protocols;

/// <summary>The ways a network may cut the same bytes: whole, byte by byte, at every single place, and in equal pieces.</summary>
internal static class Pieces
{
    internal static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    internal static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    internal static IEnumerable<IReadOnlyList<byte[]>> Of(string text) => Of(Bytes(text));

    internal static IEnumerable<IReadOnlyList<byte[]>> Of(byte[] whole)
    {
        for (var size = 1; size < 10; size++)
            yield return whole.Chunk(size).ToArray();
        for (var at = 0; at <= whole.Length; at++)
            yield return [whole[..at], whole[at..]];
        yield return [whole];
    }

    internal static void Receive(this IProtocol protocol, string text) => protocol.DataReceived(Bytes(text));

    /// <summary>Hands pieces over as a transport does: from a buffer that is overwritten afterwards, and never an empty one.</summary>
    internal static void Receive(this IProtocol protocol, IEnumerable<byte[]> pieces)
    {
        foreach (var piece in pieces)
        {
            if (piece.Length == 0)
                continue;
            var lent = piece.ToArray();
            protocol.DataReceived(lent);
            Array.Fill(lent, (byte)'#');
        }
    }
}
