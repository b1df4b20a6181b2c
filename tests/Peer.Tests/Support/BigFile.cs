using System.Security.Cryptography;

namespace TwistedSharp.Peer.Tests;

/// <summary>Files of bytes in no order, always the same for a size and a seed; never whole in memory.</summary>
internal static class BigFile
{
    private const int PieceBytes = 1 << 20;

    /// <summary>Writes one.</summary>
    /// <returns>Its SHA-256 sum, in hexadecimal.</returns>
    internal static string Write(string path, int bytes, int seed)
    {
        var random = new Random(seed);
        var piece = new byte[Math.Min(bytes, PieceBytes)];
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = File.Create(path);
        for (var left = bytes; left > 0; left -= piece.Length)
        {
            random.NextBytes(piece);
            var part = piece.AsSpan(0, Math.Min(left, piece.Length));
            sum.AppendData(part);
            file.Write(part);
        }
        return Convert.ToHexString(sum.GetHashAndReset());
    }
}
