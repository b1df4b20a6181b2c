using System.Buffers;

namespace TwistedSharp.Web.Client.Tests.Decorators.Decoding;

[TestFixture]
public sealed class ContentDecodersTests
{
    private static readonly byte[] Plain = Coded.Plain(3000);

    [TestCaseSource(typeof(Coded), nameof(Coded.All))]
    public void Decode_EverySplit_GivesTheSame(string coding)
    {
        var coded = Coded.Encode(coding, Plain);
        for (var at = 0; at <= coded.Length; at++)
            Whole(Coded.Decode(coding, [coded[..at], coded[at..]]), Plain);
    }

    [TestCaseSource(typeof(Coded), nameof(Coded.All))]
    public void Decode_ByteByByteIntoSmallRooms_GivesTheSame(string coding)
    {
        var coded = Coded.Encode(coding, Plain);
        foreach (var room in (int[])[1, 2, 7, 65536])
            Whole(Coded.Decode(coding, Coded.ByteByByte(coded), room), Plain);
    }

    [TestCaseSource(typeof(Coded), nameof(Coded.All))]
    public void Decode_CutShortAnywhere_AsksForMore(string coding)
    {
        var coded = Coded.Encode(coding, Plain);
        for (var length = 1; length < coded.Length; length++)
            Coded.Decode(coding, coded[..length]).Status.Should().Be(OperationStatus.NeedMoreData, "{0} of {1} bytes came", length, coded.Length);
    }

    [TestCaseSource(typeof(Coded), nameof(Coded.All))]
    public void Decode_RandomBytes_EndsWithoutCrashing(string coding)
    {
        var random = new Random(3420);
        for (var i = 0; i < 3000; i++)
        {
            var bytes = new byte[random.Next(1, 200)];
            random.NextBytes(bytes);
            var whole = Coded.Decode(coding, bytes);
            var inPieces = Coded.Decode(coding, Coded.ByteByByte(bytes));
            inPieces.Status.Should().Be(whole.Status);
            inPieces.Plain.AsSpan().StartsWith(whole.Plain).Should().BeTrue();
        }
    }

    [TestCaseSource(typeof(Coded), nameof(Coded.All))]
    public void Decode_OneBitTurned_EndsAlikeInEverySplit(string coding)
    {
        var expected = Coded.Plain(400);
        var coded = Coded.Encode(coding, expected);
        for (var at = 0; at < coded.Length; at++)
        {
            var broken = (byte[])coded.Clone();
            broken[at] ^= 4;
            var (plain, status) = Coded.Decode(coding, broken);
            Coded.Decode(coding, Coded.ByteByByte(broken)).Status.Should().Be(status, "bit 2 of byte {0} is turned", at);
            // Only gzip's checksum is one that can be relied on; a few bits of its header say nothing of the body.
            if (coding == "gzip" && status == OperationStatus.Done)
                plain.Should().Equal(expected, "bit 2 of byte {0} is turned", at);
        }
    }

    [TestCase("gzip")]
    [TestCase("zstd")]
    public void Decode_ManyMembers_GivesAllOfThem(string coding)
    {
        byte[] coded = [.. Coded.Encode(coding, Plain), .. Coded.Encode(coding, "b"u8), .. Coded.Encode(coding, Plain)];
        byte[] expected = [.. Plain, (byte)'b', .. Plain];
        for (var at = 0; at <= coded.Length; at++)
            Whole(Coded.Decode(coding, [coded[..at], coded[at..]]), expected);
        Whole(Coded.Decode(coding, Coded.ByteByByte(coded)), expected);
    }

    [Test]
    public void Decode_GzipWithEveryHeaderField_IsRead()
    {
        var member = Coded.Encode("gzip", Plain);
        byte[] coded =
            [0x1f, 0x8b, 8, 0x1c, 0, 0, 0, 0, 0, 3, 3, 0, 1, 2, 3, .. "name\0"u8, .. "comment\0"u8, .. member[10..]];
        Whole(Coded.Decode("gzip", Coded.ByteByByte(coded)), Plain);
    }

    [TestCase("gzip", 0)]
    [TestCase("gzip", (int)'x')]
    [TestCase("gzip", 0x1f)]
    [TestCase("br", 0)]
    [TestCase("zstd", 0)]
    [TestCase("zstd", 0x28)]
    public void Decode_BytesAfterTheEnd_AreAnErrorInEverySplit(string coding, int first)
    {
        byte[] coded = [.. Coded.Encode(coding, Plain), (byte)first, 1, 2, 3, 4, 5, 6, 7, 8];
        for (var at = coded.Length - 12; at <= coded.Length; at++)
            Coded.Decode(coding, [coded[..at], coded[at..]]).Status.Should().Be(OperationStatus.InvalidData);
    }

    [TestCase("deflate")]
    [TestCase("raw")]
    public void Decode_BytesAfterDeflate_AreIgnored(string coding)
    {
        byte[] coded = [.. Coded.Encode(coding, Plain), .. Plain];
        Whole(Coded.Decode(coding, coded), Plain);
        Whole(Coded.Decode(coding, Coded.ByteByByte(coded)), Plain);
    }

    [Test]
    public void Decode_ZstdWindowBeyond8MiB_IsRefused()
    {
        // A frame that declares a window of 16 MiB (RFC 8878 section 3.1.1.1.2: exponent 14) and an empty last block.
        byte[] coded = [0x28, 0xb5, 0x2f, 0xfd, 0, 14 << 3, 1, 0, 0];
        Coded.Decode("zstd", coded).Status.Should().Be(OperationStatus.InvalidData);
        coded[5] = 13 << 3;
        Coded.Decode("zstd", coded).Status.Should().Be(OperationStatus.Done);
    }

    [Test]
    public void Decode_ZstdWithADictionary_IsRefused()
    {
        // A frame that names dictionary 7, and an empty last block (RFC 8878 section 3.1.1.1.3).
        byte[] coded = [0x28, 0xb5, 0x2f, 0xfd, 1, 0, 7, 1, 0, 0];
        Coded.Decode("zstd", coded).Status.Should().Be(OperationStatus.InvalidData);
        Coded.Decode("zstd", Coded.ByteByByte(coded)).Status.Should().Be(OperationStatus.InvalidData);
    }

    [Test]
    public void Decode_BrotliLargeWindow_IsRefused()
    {
        // What RFC 7932 section 9.1 reserves, and the large window extension writes: a window of 2^30 bytes, and an empty last block.
        byte[] coded = [0x11, 0x1e, 0x03];
        Coded.Decode("br", coded).Status.Should().Be(OperationStatus.InvalidData);
        Coded.Decode("br", [0x06]).Should().BeEquivalentTo((Array.Empty<byte>(), OperationStatus.Done));
    }

    [Test]
    public void Decode_ZstdSkippableFrames_AreSkipped()
    {
        byte[] skipped = [0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
        byte[] coded = [.. skipped, .. Coded.Encode("zstd", "a"u8), .. skipped, .. Coded.Encode("zstd", "b"u8)];
        Whole(Coded.Decode("zstd", Coded.ByteByByte(coded)), "ab"u8.ToArray());
    }

    [Test]
    public void Names_AreThoseOfTheRegistry() =>
        ContentDecoders.All.Select(d => d.Name).Should().Equal("gzip", "deflate", "br", "zstd");

    private static void Whole((byte[] Plain, OperationStatus Status) decoded, byte[] expected)
    {
        decoded.Status.Should().Be(OperationStatus.Done);
        decoded.Plain.AsSpan().SequenceEqual(expected).Should().BeTrue();
    }
}
