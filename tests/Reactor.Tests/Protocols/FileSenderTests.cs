using TwistedSharp.Defer;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Protocols;

namespace TwistedSharp.Tests.Protocols;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FileSenderTests
{
    private readonly StringTransport _consumer = new();
    private readonly FileSender _sender = new();

    [Test]
    public void BeginFileTransfer_RegistersItselfAsAPullProducer()
    {
        Begin("Test content");
        _consumer.Producer.Should().BeSameAs(_sender);
        _consumer.Streaming.Should().BeFalse();
    }

    [Test]
    public void ResumeProducing_ToTheEnd_GivesTheLastByte()
    {
        var finished = Begin("Test content");
        _sender.ResumeProducing();
        // The end is seen by reading once more.
        DeferredAssertions.AssertNoResult(finished);
        _sender.ToString().Should().Be("<FileSender Sending, 12 bytes sent>");
        _sender.ResumeProducing();
        DeferredAssertions.SuccessResultOf(finished).Should().Be((byte)'t');
        _consumer.Producer.Should().BeNull();
        _consumer.ValueString().Should().Be("Test content");
        _sender.ToString().Should().Be("<FileSender Idle>");
    }

    [Test]
    public void ResumeProducing_LongFile_WritesAChunkEachTime()
    {
        _sender.ChunkSize = 4;
        var finished = Begin("Test content");
        foreach (var sent in new[] { "Test", "Test con", "Test content" })
        {
            _sender.ResumeProducing();
            _consumer.ValueString().Should().Be(sent);
        }
        _sender.ResumeProducing();
        DeferredAssertions.SuccessResultOf(finished).Should().Be((byte)'t');
    }

    [Test]
    public void ResumeProducing_Chunk_Is16384Bytes()
    {
        Begin(new string('x', 20_000));
        _sender.ResumeProducing();
        _consumer.Value().Should().HaveCount(16384);
    }

    [Test]
    public void ResumeProducing_EmptyFile_GivesNoByte()
    {
        var finished = Begin("");
        _sender.ResumeProducing();
        DeferredAssertions.SuccessResultOf(finished).Should().BeNull();
    }

    [Test]
    public void ResumeProducing_Transform_ChangesEachChunk()
    {
        var finished = Begin("Test content", chunk => Pieces.Bytes(Pieces.Text(chunk.Span).ToUpperInvariant()));
        _sender.ResumeProducing();
        _sender.ResumeProducing();
        DeferredAssertions.SuccessResultOf(finished).Should().Be((byte)'T');
        _consumer.ValueString().Should().Be("TEST CONTENT");
    }

    [Test]
    public void ResumeProducing_TransformLeavesNothing_ReadsOn()
    {
        _sender.ChunkSize = 1;
        Begin("--x-y", chunk => chunk.Span[0] == '-' ? default : chunk);
        _sender.ResumeProducing();
        _consumer.ValueString().Should().Be("x");
        _sender.ResumeProducing();
        _consumer.ValueString().Should().Be("xy");
    }

    [Test]
    public void ResumeProducing_ReadingFails_FailsAndLetsGo()
    {
        var finished = Begin("text", _ => throw new FormatException("cannot transform"));
        _sender.ResumeProducing();
        DeferredAssertions.FailureResultOf<FormatException>(finished).Message.Should().Be("cannot transform");
        _consumer.Producer.Should().BeNull();
    }

    [Test]
    public void ResumeProducing_TransformCancelsAndBeginsAnother_SendsThatAlone()
    {
        Deferred<byte?> first = null!; // Set before the transform runs.
        Deferred<byte?>? second = null;
        first = Begin("first", chunk =>
        {
            first.Cancel();
            return chunk;
        });
        first.AddErrback(failure =>
        {
            failure.Trap(typeof(CancelledException));
            second = Begin("second");
            return (byte?)null;
        });
        _sender.ResumeProducing();
        _consumer.ValueString().Should().BeEmpty();
        _sender.ResumeProducing();
        _sender.ResumeProducing();
        _consumer.ValueString().Should().Be("second");
        DeferredAssertions.SuccessResultOf(second!).Should().Be((byte)'d'); // Begun by the errback.
    }

    [Test]
    public void StopProducing_Midway_Fails()
    {
        _sender.ChunkSize = 4;
        var finished = Begin("Test content");
        _sender.ResumeProducing();
        _consumer.Disconnect();
        DeferredAssertions.FailureResultOf<IOException>(finished).Message.Should().Contain("4 bytes");
        _sender.ResumeProducing();
        _consumer.ValueString().Should().Be("Test");
    }

    [Test]
    public void BeginFileTransfer_ConsumerGone_Fails()
    {
        _consumer.Disconnect();
        DeferredAssertions.FailureResultOf<IOException>(Begin("text"));
    }

    [Test]
    public void Cancel_Midway_UnregistersAndFails()
    {
        var finished = Begin("text");
        finished.Cancel();
        DeferredAssertions.FailureResultOf<CancelledException>(finished);
        _consumer.Producer.Should().BeNull();
    }

    [Test]
    public void BeginFileTransfer_Sending_IsRefused()
    {
        Begin("text");
        this.Invoking(t => t.Begin("more")).Should().Throw<InvalidOperationException>().WithMessage("*FileSender Sending*");
    }

    [Test]
    public void BeginFileTransfer_ConsumerHasAProducer_IsRefusedAndTheSenderStaysFree()
    {
        var other = new FileSender();
        other.BeginFileTransfer(new MemoryStream(), _consumer);
        this.Invoking(t => t.Begin("text")).Should().Throw<InvalidOperationException>();
        _sender.ToString().Should().Be("<FileSender Idle>");
    }

    [Test]
    public void BeginFileTransfer_OverAConnection_ArrivesWhole()
    {
        var receiver = new AccumulatingProtocol();
        var client = new AccumulatingProtocol();
        var link = new MemoryLink(client, receiver);
        var content = new byte[200_000];
        new Random(1).NextBytes(content);
        var finished = _sender.BeginFileTransfer(new MemoryStream(content), link.Client);
        link.Client.LoseConnection();
        link.Flush();
        DeferredAssertions.SuccessResultOf(finished).Should().Be(content[^1]);
        receiver.Data.AsSpan().SequenceEqual(content).Should().BeTrue();
        receiver.ClosedReason.Should().NotBeNull();
    }

    private Deferred<byte?> Begin(string content, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? transform = null) =>
        _sender.BeginFileTransfer(new MemoryStream(Pieces.Bytes(content)), _consumer, transform);
}
