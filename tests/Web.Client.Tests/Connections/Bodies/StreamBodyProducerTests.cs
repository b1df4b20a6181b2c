using System.Text;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client.Tests.Connections.Bodies;

public sealed class StreamBodyProducerTests
{
    [Test]
    public void LeftOpen_ThatSeeks_IsSentAgainFromItsPosition()
    {
        var stream = new MemoryStream("0123456"u8.ToArray()) { Position = 2 };
        var body = new StreamBodyProducer(stream, leaveOpen: true, contentType: "a/b");
        (body.CanReplay, body.ContentType, body.Length).Should().Be((true, "a/b", 5L));
        Consumer.Read(body).Should().Be("23456");
        body.StopProducing();
        Consumer.Read(body).Should().Be("23456");
        stream.CanRead.Should().BeTrue();
    }

    [Test]
    public void Length_Given_WinsOverTheStreams() => new StreamBodyProducer(new MemoryStream(new byte[9]), length: 4).Length.Should().Be(4);

    [Test]
    public void Arguments_Bad_AreRefused()
    {
        var closed = new MemoryStream();
        closed.Dispose();
        FluentActions.Invoking(() => new StreamBodyProducer(closed)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new StreamBodyProducer(new MemoryStream(), length: -1)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new StreamBodyProducer(new MemoryStream(), readSize: 0)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new StreamBodyProducer(new MemoryStream(), contentType: "a\r\nb: c"))
            .Should().Throw<InvalidHeaderValueException>();
    }

    [Test]
    public void Stream_ThatOnlyBlocks_IsReadOffTheReactorsThread()
    {
        var reactor = Reactors.Create();
        var stream = new BlockingStream();
        var consumer = new Consumer();
        var (writer, home) = (0, Environment.CurrentManagedThreadId);
        consumer.Written = () => writer = Environment.CurrentManagedThreadId;
        reactor.CallWhenRunning(() =>
        {
            new StreamBodyProducer(stream).StartProducing(consumer).AddBoth(_ => reactor.Stop());
            stream.Release.Set(); // Were it read here, this would not be reached.
        });
        reactor.Run();
        consumer.Text.Should().Be("hello");
        stream.Reader.Should().NotBe(home);
        writer.Should().Be(home);
    }

    /// <summary>Knows nothing of asynchronous reads.</summary>
    private sealed class BlockingStream : Stream
    {
        private byte[] _rest = Encoding.ASCII.GetBytes("hello");

        internal ManualResetEventSlim Release { get; } = new();

        internal int Reader { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Reader = Environment.CurrentManagedThreadId;
            Release.Wait();
            var read = _rest;
            _rest = [];
            read.CopyTo(buffer, offset);
            return read.Length;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
