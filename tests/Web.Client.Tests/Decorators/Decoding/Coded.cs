using System.Buffers;
using System.IO.Compression;
using ZstdSharp;

namespace TwistedSharp.Web.Client.Tests.Decorators.Decoding;

/// <summary>Bodies in each coding, and decoders run over them piece by piece.</summary>
internal static class Coded
{
    internal static readonly string[] All = ["gzip", "x-gzip", "deflate", "raw", "br", "zstd"];

    internal static byte[] Encode(string coding, ReadOnlySpan<byte> plain)
    {
        if (coding == "zstd")
        {
            using var compressor = new Compressor(3);
            return compressor.Wrap(plain).ToArray();
        }
        var coded = new MemoryStream();
        using (Stream stream = coding switch
        {
            "gzip" or "x-gzip" => new GZipStream(coded, CompressionLevel.Optimal, leaveOpen: true),
            "deflate" => new ZLibStream(coded, CompressionLevel.Optimal, leaveOpen: true),
            "raw" => new DeflateStream(coded, CompressionLevel.Optimal, leaveOpen: true),
            _ => new BrotliStream(coded, CompressionLevel.Fastest, leaveOpen: true),
        })
        {
            stream.Write(plain);
        }
        return coded.ToArray();
    }

    /// <summary>Text that repeats itself here and there, then noise.</summary>
    internal static byte[] Plain(int length, int seed = 1)
    {
        var random = new Random(seed);
        var plain = new byte[length];
        for (var i = 0; i < length; i++)
            plain[i] = (byte)(i < length / 2 ? 'a' + random.Next(4) : random.Next(256));
        return plain;
    }

    internal static IContentDecoder Decoder(string coding) => (coding switch
    {
        "gzip" or "x-gzip" => ContentDecoders.Gzip,
        "deflate" or "raw" => ContentDecoders.Deflate,
        "br" => ContentDecoders.Brotli,
        _ => ContentDecoders.Zstandard,
    }).Factory();

    /// <summary>Decodes a body that comes in pieces: the bytes, and how it ended.</summary>
    internal static (byte[] Plain, OperationStatus Status) Decode(string coding, IEnumerable<byte[]> pieces, int room = 1000)
    {
        using var decoder = Decoder(coding);
        var plain = new MemoryStream();
        var buffer = new byte[room];
        foreach (var piece in pieces)
        {
            var rest = piece.AsSpan();
            OperationStatus status;
            do
            {
                try
                {
                    status = decoder.Decode(rest, buffer, out var consumed, out var written);
                    (consumed + written > 0 || status != OperationStatus.DestinationTooSmall).Should().BeTrue();
                    rest = rest[consumed..];
                    plain.Write(buffer, 0, written);
                }
                catch (Exception e) when (e is InvalidDataException or IOException)
                {
                    status = OperationStatus.InvalidData;
                }
                if (status == OperationStatus.InvalidData || (status == OperationStatus.Done && !rest.IsEmpty))
                    return (plain.ToArray(), OperationStatus.InvalidData);
            }
            while (!rest.IsEmpty || status == OperationStatus.DestinationTooSmall);
        }
        var end = decoder.Finish(buffer, out var last);
        plain.Write(buffer, 0, last);
        return (plain.ToArray(), end);
    }

    internal static (byte[] Plain, OperationStatus Status) Decode(string coding, byte[] coded, int room = 1000) => Decode(coding, [coded], room);

    internal static byte[][] ByteByByte(byte[] bytes) => [.. bytes.Select(b => new[] { b })];
}
