using System.Text;

namespace TwistedSharp.Web.Client.Tests.Wire;

public sealed class ResponseParserLimitTests
{
    private const string Ok = "HTTP/1.1 204 \r\n";

    [Test]
    public void HeadBytes_AtTheLimit_PassAndOneMoreFails()
    {
        string head = Ok + "A: bcd\r\n\r\n";
        Replay.Open(head, limits: new WireLimits { MaxHeadBytes = head.Length }).Should().EndWith("end\n");
        var tighter = new WireLimits { MaxHeadBytes = head.Length - 1 };
        LimitExceededException error = Replay.Fails<LimitExceededException>(head, limits: tighter);
        (error.LimitName, error.Limit).Should().Be((nameof(WireLimits.MaxHeadBytes), head.Length - 1));
    }

    [Test]
    public void HeaderLine_AtTheLimit_PassesAndOneMoreFails()
    {
        string head = Ok + "A: 0123456789abcdef\r\n\r\n";
        Replay.Open(head, limits: new WireLimits { MaxHeaderLineBytes = 21 }).Should().EndWith("end\n");
        Replay.Fails<LimitExceededException>(head, limits: new WireLimits { MaxHeaderLineBytes = 20 })
            .LimitName.Should().Be(nameof(WireLimits.MaxHeaderLineBytes));
    }

    [Test]
    public void HeaderLine_WithoutEnd_FailsBeforeItEnds() =>
        Replay.Fails<LimitExceededException>(new string('x', 50), limits: new WireLimits { MaxHeaderLineBytes = 49 });

    [Test]
    public void TwoLimits_OverTheSameLine_NameTheOneReachedFirst()
    {
        string head = Ok + "A: " + new string('x', 60) + "\r\n\r\n";
        Replay.Fails<LimitExceededException>(head, limits: new WireLimits { MaxHeadBytes = 40, MaxHeaderLineBytes = 30 })
            .LimitName.Should().Be(nameof(WireLimits.MaxHeadBytes));
        Replay.Fails<LimitExceededException>(head, limits: new WireLimits { MaxHeadBytes = 60, MaxHeaderLineBytes = 30 })
            .LimitName.Should().Be(nameof(WireLimits.MaxHeaderLineBytes));
    }

    [Test]
    public void HeaderCount_AtTheLimit_PassesAndOneMoreFails()
    {
        var limits = new WireLimits { MaxHeaderCount = 2 };
        Replay.Open(Ok + "A: 1\r\n 2\r\nB: 3\r\n\r\n", limits: limits).Should().EndWith("end\n");
        Replay.Fails<LimitExceededException>(Ok + "A: 1\r\nB: 2\r\nC: 3\r\n\r\n", limits: limits)
            .LimitName.Should().Be(nameof(WireLimits.MaxHeaderCount));
    }

    [Test]
    public void Informational_AtTheLimit_PassesAndOneMoreFails()
    {
        var limits = new WireLimits { MaxInformationalResponses = 2 };
        string two = "HTTP/1.1 102 \r\n\r\nHTTP/1.1 102 \r\n\r\n";
        Replay.Open(two + Ok + "\r\n", limits: limits).Should().EndWith("end\n");
        Replay.Fails<LimitExceededException>(two + "HTTP/1.1 102 \r\n\r\n", limits: limits)
            .LimitName.Should().Be(nameof(WireLimits.MaxInformationalResponses));
    }

    [Test]
    public void Informational_CountBeginsAnewWithEachResponse()
    {
        var parser = new ResponseParser(new WireLimits { MaxInformationalResponses = 1 });
        for (int i = 0; i < 3; i++)
        {
            parser.Start("GET");
            ReadOnlySpan<byte> input = "HTTP/1.1 102 \r\n\r\nHTTP/1.1 204 \r\n\r\n"u8;
            parser.Next(ref input, out _).Should().Be(ResponseEvent.Informational);
            parser.Next(ref input, out _).Should().Be(ResponseEvent.Head);
        }
    }

    [Test]
    public void ChunkLine_AtTheLimit_PassesAndOneMoreFails()
    {
        var limits = new WireLimits { MaxChunkLineBytes = 8 };
        const string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        Replay.Open(head + "1;abcd\r\nx\r\n000000\r\n\r\n", limits: limits).Should().EndWith("data x\nend\n");
        Replay.Fails<LimitExceededException>(head + "1;abcde\r\n", limits: limits)
            .LimitName.Should().Be(nameof(WireLimits.MaxChunkLineBytes));
        Replay.Fails<LimitExceededException>(head + "000000000", limits: limits)
            .LimitName.Should().Be(nameof(WireLimits.MaxChunkLineBytes));
    }

    [Test]
    public void TrailerBytes_AtTheLimit_PassAndOneMoreFails()
    {
        const string text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\nC: d\r\n\r\n";
        Replay.Open(text, limits: new WireLimits { MaxTrailerBytes = 14 }).Should().EndWith("end <Headers A: b, C: d>\n");
        Replay.Fails<LimitExceededException>(text, limits: new WireLimits { MaxTrailerBytes = 13 })
            .LimitName.Should().Be(nameof(WireLimits.MaxTrailerBytes));
    }

    [Test]
    public void TenThousandInformationalResponses_AreCapped()
    {
        string text = string.Concat(Enumerable.Repeat("HTTP/1.1 102 Processing\r\n\r\n", 10_000)) + Ok + "\r\n";
        Replay.Once([Encoding.ASCII.GetBytes(text)], "GET", null, close: false).Should().Contain("MaxInformationalResponses");
    }

    [Test]
    public void OneMegabyteOfHeaders_IsCapped()
    {
        string text = Ok + string.Concat(Enumerable.Repeat($"A: {new string('x', 1018)}\r\n", 1024)) + "\r\n";
        Replay.Once(Encoding.ASCII.GetBytes(text).Chunk(1460), "GET", null, close: false).Should().Contain("MaxHeadBytes");
    }

    [Test]
    public void Limits_NotPositive_AreRefused()
    {
        Func<WireLimits>[] makers =
        [
            () => new WireLimits { MaxHeadBytes = 0 },
            () => new WireLimits { MaxHeaderLineBytes = -1 },
            () => new WireLimits { MaxHeaderCount = 0 },
            () => new WireLimits { MaxInformationalResponses = 0 },
            () => new WireLimits { MaxChunkLineBytes = 0 },
            () => new WireLimits { MaxTrailerBytes = 0 },
            () => WireLimits.Default with { MaxHeadBytes = -5 },
        ];
        foreach (Func<WireLimits> make in makers)
            make.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Test]
    public void Limits_Default_AreTheDocumentedOnes() =>
        WireLimits.Default.Should().Be(new WireLimits
        {
            MaxHeadBytes = 65536,
            MaxHeaderLineBytes = 16384,
            MaxHeaderCount = 256,
            MaxInformationalResponses = 16,
            MaxChunkLineBytes = 1024,
            MaxTrailerBytes = 65536,
        });
}
