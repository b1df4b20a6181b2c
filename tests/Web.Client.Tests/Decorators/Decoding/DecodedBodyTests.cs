using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Web.Client.Tests.Connections;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Decorators.Decoding;

[NonParallelizable]
public sealed class DecodedBodyTests
{
    private static readonly byte[] Plain = Coded.Plain(100_000);

    private Web _web = null!;

    [SetUp]
    public void SetUp() => _web = new Web();

    [Test]
    public void ReadBody_OverAConnection_DecodesAndKeepsIt([Values("gzip", "deflate", "br", "zstd")] string coding)
    {
        var read = Ask(coding, Coded.Encode(coding, Plain)).ReadBody();
        SuccessResultOf(read).Should().Equal(Plain);
        _web.Kept();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void DeliverBody_InAnySplit_GivesTheSameBytes()
    {
        var plain = Coded.Plain(300);
        var coded = Coded.Encode("gzip", plain);
        for (var at = 1; at < coded.Length; at++)
        {
            SetUp();
            var read = Ask("gzip", coded[..at], total: coded.Length).ReadBody();
            _web[0].Feed(coded[at..]);
            SuccessResultOf(read).Should().Equal(plain);
        }
    }

    [Test]
    public void DeliverBody_LargeBody_ComesInPiecesOf64KiBAtMost()
    {
        var sizes = new List<int>();
        Ask("gzip", Coded.Encode("gzip", new byte[1_000_000])).DeliverBody(new SizesProtocol(sizes));
        sizes.Should().OnlyContain(size => size <= 65536);
        sizes.Sum().Should().Be(1_000_000);
    }

    [Test]
    public void Pause_InTheMiddleOfAReceive_StopsDecodingAndTheConnection()
    {
        var coded = Coded.Encode("gzip", new byte[1_000_000]);
        var sizes = new List<int>();
        var protocol = new SizesProtocol(sizes) { PausesAlways = true };
        Ask("gzip", coded).DeliverBody(protocol);
        sizes.Should().ContainSingle();
        _web[0].Transport.ProducerState.Should().Be(Internet.Testing.ProducerState.Paused);
        for (var i = 2; sizes.Sum() < 1_000_000; i++)
        {
            protocol.Ended.Should().BeNull();
            protocol.Transport.ResumeProducing();
            sizes.Should().HaveCount(i);
        }
        if (protocol.Ended is null)
            protocol.Transport.ResumeProducing();
        protocol.Ended!.Value.Should().BeOfType<ResponseDoneException>();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Pause_BetweenReceives_StopsTheConnectionWhenMoreComes()
    {
        var coded = Coded.Encode("gzip", Plain);
        var protocol = new SizesProtocol([]);
        Ask("gzip", coded[..1000], total: coded.Length).DeliverBody(protocol);
        var before = protocol.Sizes.Sum();
        protocol.Transport.PauseProducing();
        _web[0].Feed(coded[1000..2000]);
        _web[0].Feed(coded[2000..]);
        protocol.Sizes.Sum().Should().Be(before);
        _web[0].Transport.ProducerState.Should().Be(Internet.Testing.ProducerState.Paused);
        protocol.Transport.ResumeProducing();
        _web[0].Pump();
        protocol.Sizes.Sum().Should().Be(Plain.Length);
        protocol.Ended!.Value.Should().BeOfType<ResponseDoneException>();
    }

    [Test]
    public void Pause_ThenTheServerCloses_GivesTheRestWhenResumed()
    {
        var coded = Coded.Encode("gzip", new byte[200_000]);
        var protocol = new SizesProtocol([]) { PausesAlways = true };
        var response = AskUntilClose("gzip", coded);
        response.DeliverBody(protocol);
        _web[0].Lose();
        protocol.Ended.Should().BeNull();
        while (protocol.Ended is null)
            protocol.Transport.ResumeProducing();
        protocol.Sizes.Sum().Should().Be(200_000);
        protocol.Ended.Value.Should().BeOfType<ResponseDoneException>();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Pause_AllTaken_TheEndIsToldAllTheSame()
    {
        var protocol = new SizesProtocol([]) { PausesAlways = true };
        var response = AskUntilClose("gzip", Coded.Encode("gzip", "abc"u8));
        response.DeliverBody(protocol);
        protocol.Sizes.Should().Equal(3);
        _web[0].Lose();
        protocol.Ended!.Value.Should().BeOfType<ResponseDoneException>();
    }

    [Test]
    public void Pause_BeforeTheFirstByte_ReadsNothing()
    {
        var protocol = new SizesProtocol([]) { PausesWhenMade = true };
        Ask("gzip", Coded.Encode("gzip", Plain)).DeliverBody(protocol);
        protocol.Sizes.Should().BeEmpty();
        protocol.Transport.ResumeProducing();
        protocol.Sizes.Sum().Should().Be(Plain.Length);
        protocol.Ended.Should().NotBeNull();
    }

    [Test]
    public void Resume_InsideTheReadersCall_GoesOnInOrder()
    {
        var protocol = new SizesProtocol([]) { PausesAlways = true, ResumesAtOnce = true };
        Ask("gzip", Coded.Encode("gzip", new byte[500_000])).DeliverBody(protocol);
        protocol.Sizes.Sum().Should().Be(500_000);
        protocol.Ended!.Value.Should().BeOfType<ResponseDoneException>();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Unread_TheConnectionWaits_AndAbortClosesItWithoutDecoding()
    {
        var response = Ask("gzip", "this is no gzip"u8.ToArray());
        _web[0].Transport.ProducerState.Should().Be(Internet.Testing.ProducerState.Paused);
        response.Abort();
        _web[0].Transport.Aborted.Should().BeTrue();
        FailureResultOf<ConnectionAbortedException>(response.ReadBody());
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Abort_InsideTheReadersCall_GivesNoMoreAndClosesTheConnection()
    {
        var protocol = new SizesProtocol([]) { Aborts = true };
        Ask("gzip", Coded.Encode("gzip", new byte[500_000])).DeliverBody(protocol);
        protocol.Sizes.Should().ContainSingle();
        protocol.Ended!.Value.Should().BeOfType<ConnectionAbortedException>();
        _web[0].Transport.Aborted.Should().BeTrue();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Cancel_WhileReading_ClosesTheConnection()
    {
        var coded = Coded.Encode("gzip", Plain);
        var read = Ask("gzip", coded[..1000], total: coded.Length).ReadBody();
        read.Cancel();
        FailureResultOf<CancelledException>(read);
        _web[0].Transport.Aborted.Should().BeTrue();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void ReadBody_DecodesToMoreThanItsLimit_FailsAndClosesTheConnection()
    {
        var read = Ask("gzip", Coded.Encode("gzip", new byte[500_000])).ReadBody(maxBytes: 100_000);
        FailureResultOf<LimitExceededException>(read);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void CutShort_IsAnErrorThatCarriesTheResponse([Values("gzip", "deflate", "br", "zstd")] string coding)
    {
        var coded = Coded.Encode(coding, Plain);
        var response = Ask(coding, coded[..^1]);
        var failure = FailureResultOf<ResponseFailedException>(response.ReadBody());
        failure.Response.Should().BeSameAs(response);
        var reason = failure.Reasons.Should().ContainSingle().Subject.Value.Should().BeOfType<TruncatedContentException>().Subject;
        reason.Coding.Should().Be(coding);
        reason.Message.Should().Contain($"{coded.Length - 1} coded bytes");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void CutShort_ByALostConnection_FailsAsTheConnectionDid()
    {
        var coded = Coded.Encode("gzip", Plain);
        var read = Ask("gzip", coded[..500], total: coded.Length).ReadBody();
        _web[0].Lose();
        var failure = FailureResultOf<ResponseFailedException>(read);
        failure.Reasons.Select(r => r.Type).Should().Contain(typeof(DataLossException));
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Corrupt_FailsAndClosesTheConnection([Values("gzip", "deflate", "br", "zstd")] string coding)
    {
        // A deflate body that is none in either reading begins with block type 3.
        var response = Ask(coding, coding == "deflate" ? [7, 7, 7] : "not gzipped content"u8.ToArray(), total: 1000);
        var failure = FailureResultOf<ResponseFailedException>(response.ReadBody());
        failure.Response.Should().BeSameAs(response);
        failure.Reasons.Should().ContainSingle().Which.Value.Should().BeOfType<ContentDecodingException>();
        _web[0].Transport.Aborted.Should().BeTrue();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Corrupt_UnderAnotherCoding_FailsAndClosesTheConnection()
    {
        var response = Ask("zstd, gzip", Coded.Encode("gzip", Plain), total: 1_000_000);
        FailureResultOf<ResponseFailedException>(response.ReadBody()).Response.Should().BeSameAs(response);
        _web[0].Transport.Aborted.Should().BeTrue();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Layers_PauseAndTrailers_GoThroughAll()
    {
        var coded = Coded.Encode("zstd", Coded.Encode("gzip", Plain));
        var asked = new ContentDecoderAgent(_web.Agent).Request("GET", "http://a/");
        _web[0].Feed("HTTP/1.1 200 OK\r\nContent-Encoding: gzip, zstd\r\nTransfer-Encoding: chunked\r\n\r\n");
        foreach (var part in coded.Chunk(7000))
            _web[0].Feed([.. System.Text.Encoding.ASCII.GetBytes($"{part.Length:x}\r\n"), .. part, .. "\r\n"u8]);
        _web[0].Feed("0\r\nDigest: 1\r\n\r\n");
        var response = SuccessResultOf(asked);
        var protocol = new SizesProtocol([]) { PausesAlways = true };
        response.DeliverBody(protocol);
        for (var i = 0; protocol.Ended is null; i++)
        {
            i.Should().BeLessThan(1000);
            protocol.Transport.ResumeProducing();
            _web[0].Pump();
        }
        protocol.Sizes.Sum().Should().Be(Plain.Length);
        response.Trailers!.GetFirst("Digest").Should().Be("1");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void EmptyChunkedBody_IsEmpty()
    {
        var asked = new ContentDecoderAgent(_web.Agent).Request("GET", "http://a/");
        _web[0].Feed("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        SuccessResultOf(SuccessResultOf(asked).ReadBody()).Should().BeEmpty();
    }

    [Test]
    public void ReaderThatThrows_EndsWithThatAndClosesTheConnection()
    {
        var protocol = new RecordingProtocol { WhenData = _ => throw new FormatException("no") };
        Ask("gzip", Coded.Encode("gzip", Plain), total: 1_000_000).DeliverBody(protocol);
        protocol.Reason.Should().BeOfType<FormatException>();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void ReaderThatThrows_WhenItResumes_EndsWithThat()
    {
        var protocol = new SizesProtocol([]) { PausesAlways = true };
        Ask("gzip", Coded.Encode("gzip", new byte[500_000])).DeliverBody(protocol);
        protocol.Throws = new FormatException("no");
        protocol.Transport.ResumeProducing();
        protocol.Ended!.Value.Should().BeOfType<FormatException>();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Bomb_OverTheRatio_FailsAfterWhatIsFree([Values("gzip", "br", "zstd")] string coding)
    {
        var protocol = new SizesProtocol([]);
        Ask(coding, Coded.Encode(coding, new byte[64 << 20])).DeliverBody(protocol);
        Limit(protocol.Ended!).LimitName.Should().Be("MaxRatio");
        protocol.Sizes.Sum().Should().BeInRange(8 << 20, 16 << 20);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Bomb_ByLayers_IsMeasuredByWhatCame()
    {
        var bomb = Coded.Encode("gzip", Coded.Encode("gzip", new byte[64 << 20]));
        bomb.Length.Should().BeLessThan(2000);
        var protocol = new SizesProtocol([]);
        Ask("gzip, gzip", bomb).DeliverBody(protocol);
        Limit(protocol.Ended!).LimitName.Should().Be("MaxRatio");
        protocol.Sizes.Sum().Should().BeLessThan(9 << 20);
    }

    [Test]
    public void Limits_OfTheRequest_ReplaceTheAgents()
    {
        var coded = Coded.Encode("gzip", Plain);
        var exact = new ContentDecodingLimits { MaxDecodedBytes = Plain.Length };
        SuccessResultOf(Ask("gzip", coded, limits: exact).ReadBody()).Should().Equal(Plain);
        var less = new ContentDecodingLimits { MaxDecodedBytes = Plain.Length - 1 };
        SetUp();
        var failed = Ask("gzip", coded, limits: less).ReadBody();
        ((LimitExceededException)FailureResultOf<ResponseFailedException>(failed).Reasons[0].Value).LimitName.Should().Be("MaxDecodedBytes");
    }

    [Test]
    public void RentedArrays_HoweverItEnds_AreGivenBackOnce(
        [Values(
            "done", "cut short", "corrupt", "limit", "abort", "cancel", "lost", "paused and lost", "paused and aborted", "throws", "unread")]
        string how)
    {
        var coded = Coded.Encode("gzip", new byte[400_000]);
        using var rented = new RentedArrays();
        var response = Ask("gzip", how switch { "cut short" => coded[..^1], "corrupt" => [.. coded[..^5], 1, 2, 3, 4, 5], _ => coded },
            how is "lost" or "cancel" ? 100_000 : null, how == "limit" ? new ContentDecodingLimits { MaxDecodedBytes = 100_000 } : null);
        var protocol = new SizesProtocol([])
        {
            PausesAlways = how.StartsWith("paused", StringComparison.Ordinal),
            Aborts = how == "abort",
            Throws = how == "throws" ? new FormatException("no") : null,
        };
        switch (how)
        {
            case "unread":
                response.Abort();
                break;
            case "cancel":
                var read = response.ReadBody();
                read.AddErrback(_ => { });
                read.Cancel();
                break;
            default:
                response.DeliverBody(protocol);
                break;
        }
        if (how is "lost" or "paused and lost")
            _web[0].Lose();
        if (how == "paused and aborted")
            protocol.Transport.AbortConnection();
        for (var i = 0; how == "paused and lost" && protocol.Ended is null && i < 100; i++)
            protocol.Transport.ResumeProducing();
        _web.Route.SettleAll();
        (how is "unread" or "cancel" || protocol.Ended is not null).Should().BeTrue();
        rented.Count.Should().BePositive();
        rented.Missing.Should().Be(0);
        rented.GivenBackTwice.Should().Be(0);
    }

    [Test]
    public void Decoding_16MiB_AllocatesNoMoreThanItsObjects([Values("gzip", "deflate", "br", "zstd")] string coding)
    {
        var coded = Coded.Encode(coding, Coded.Plain(16 << 20));
        DecodeOnce(coding, coded); // What is made once in a process.
        var before = GC.GetAllocatedBytesForCurrentThread();
        DecodeOnce(coding, coded);
        var perBody = GC.GetAllocatedBytesForCurrentThread() - before - 2 * coded.Length; // The fake connection copies twice.
        perBody.Should().BeLessThan(100_000);
    }

    private void DecodeOnce(string coding, byte[] coded)
    {
        SetUp();
        var count = new CountingProtocol();
        Ask(coding, [], total: coded.Length).DeliverBody(count);
        foreach (var part in coded.Chunk(65536))
            _web[0].Feed(part);
        count.Count.Should().Be(16 << 20);
    }

    private static LimitExceededException Limit(Failure failure) =>
        ((ResponseFailedException)failure.Value).Reasons.Should().ContainSingle().Subject.Value.Should().BeOfType<LimitExceededException>().Subject;

    private Response Ask(string coding, byte[] body, int? total = null, ContentDecodingLimits? limits = null)
    {
        var asked = new ContentDecoderAgent(_web.Agent).Request("GET", "http://a/", options: new RequestOptions { DecodingLimits = limits });
        var head = $"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {total ?? body.Length}\r\n\r\n";
        _web[0].Feed([.. System.Text.Encoding.ASCII.GetBytes(head), .. body]);
        return SuccessResultOf(asked);
    }

    private Response AskUntilClose(string coding, byte[] body)
    {
        var asked = new ContentDecoderAgent(_web.Agent).Request("GET", "http://a/");
        _web[0].Feed([.. System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\n\r\n"), .. body]);
        return SuccessResultOf(asked);
    }

    private sealed class CountingProtocol : Protocol
    {
        internal long Count { get; private set; }

        public override void DataReceived(ReadOnlySpan<byte> data) => Count += data.Length;
    }

    /// <summary>Notes how large the pieces are, and pauses, aborts or throws over them.</summary>
    private sealed class SizesProtocol(List<int> sizes) : Protocol
    {
        internal List<int> Sizes { get; } = sizes;

        internal bool PausesWhenMade { get; init; }

        internal bool PausesAlways { get; init; }

        internal bool ResumesAtOnce { get; init; }

        internal bool Aborts { get; init; }

        internal Exception? Throws { get; set; }

        internal Failure? Ended { get; private set; }

        public override void ConnectionMade()
        {
            if (PausesWhenMade)
                Transport.PauseProducing();
        }

        public override void DataReceived(ReadOnlySpan<byte> data)
        {
            Ended.Should().BeNull();
            Sizes.Add(data.Length);
            if (PausesAlways)
                Transport.PauseProducing();
            if (ResumesAtOnce)
                Transport.ResumeProducing();
            if (Aborts)
                Transport.AbortConnection();
            if (Throws is not null)
                throw Throws;
        }

        public override void ConnectionLost(Failure reason)
        {
            Ended.Should().BeNull();
            Ended = reason;
        }
    }
}
