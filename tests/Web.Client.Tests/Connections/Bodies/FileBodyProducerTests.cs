using TwistedSharp.Defer;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Connections.Bodies;

public sealed class FileBodyProducerTests
{
    private Consumer _consumer = null!;
    private FakeStream _file = null!;
    private SynchronizationContext? _context;

    [SetUp]
    public void SetUp()
    {
        _consumer = new Consumer();
        _file = new FakeStream();
        // Else what a read brings would come on another thread.
        _context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
    }

    [TearDown]
    public void TearDown() => SynchronizationContext.SetSynchronizationContext(_context);

    [Test]
    public void Length_OfAFileThatSeeks_IsWhatIsLeft()
    {
        var file = new MemoryStream("0123456789"u8.ToArray()) { Position = 3 };
        var body = new FileBodyProducer(file);
        body.Length.Should().Be(7);
        file.Position.Should().Be(3);
        Consumer.Read(body).Should().Be("3456789");
    }

    [Test]
    public void Length_OfAFileThatDoesNotSeek_IsUnknown() => new FileBodyProducer(_file).Length.Should().BeNull();

    [Test]
    public void Produce_Whole_ReadsBySizeClosesAndFires()
    {
        var file = new MemoryStream(new byte[25]);
        var done = new FileBodyProducer(file, readSize: 10).StartProducing(_consumer);
        SuccessResultOf(done);
        _consumer.Writes.Should().Equal(10, 10, 5);
        file.CanRead.Should().BeFalse("it is closed");
    }

    [Test]
    public void Produce_ReadsOnlyAPieceAtATime()
    {
        var done = new FileBodyProducer(_file).StartProducing(_consumer);
        _file.Reads.Should().Be(1);
        _file.Give("ab"u8.ToArray());
        _consumer.Text.Should().Be("ab");
        _file.Reads.Should().Be(2);
        _file.Give([]);
        SuccessResultOf(done);
        _file.IsClosed.Should().BeTrue();
    }

    [Test]
    public void Read_Fails_ClosesAndFails()
    {
        var done = new FileBodyProducer(_file).StartProducing(_consumer);
        _file.Fail(new IOException("bad sector"));
        FailureResultOf<IOException>(done).Message.Should().Be("bad sector");
        _file.IsClosed.Should().BeTrue();
    }

    [Test]
    public void Close_FailsAtTheEnd_Fails()
    {
        var file = new FakeStream { FailsToClose = new IOException("full") };
        var done = new FileBodyProducer(file).StartProducing(_consumer);
        file.Give([]);
        FailureResultOf<IOException>(done).Message.Should().Be("full");
    }

    [Test]
    public void Stop_WhileReading_ClosesCancelsAndNeverFires()
    {
        var body = new FileBodyProducer(_file);
        var done = body.StartProducing(_consumer);
        body.StopProducing();
        _file.IsClosed.Should().BeTrue();
        _file.Token.IsCancellationRequested.Should().BeTrue();
        _file.Give("late"u8.ToArray());
        _consumer.Text.Should().BeEmpty();
        _file.Reads.Should().Be(1);
        AssertNoResult(done);
    }

    [Test]
    public void Stop_ReadThenFails_IsNoFailureOfTheBody()
    {
        using var logged = new LoggedErrors();
        var body = new FileBodyProducer(_file);
        var done = body.StartProducing(_consumer);
        body.StopProducing();
        _file.Fail(new ObjectDisposedException("file"));
        AssertNoResult(done);
        logged.Errors.Should().BeEmpty();
    }

    [Test]
    public void Stop_WhilePaused_NeverFires()
    {
        var body = new FileBodyProducer(_file);
        var done = body.StartProducing(_consumer);
        body.PauseProducing();
        _file.Give("ab"u8.ToArray());
        body.StopProducing();
        _consumer.Text.Should().BeEmpty();
        AssertNoResult(done);
        _file.IsClosed.Should().BeTrue();
    }

    [Test]
    public void Stop_AfterTheEnd_IsNothing()
    {
        var body = new FileBodyProducer(new MemoryStream([1]));
        SuccessResultOf(body.StartProducing(_consumer));
        body.Invoking(b => b.StopProducing()).Should().NotThrow();
    }

    [Test]
    public void Stop_BeforeTheStart_Closes()
    {
        new FileBodyProducer(_file).StopProducing();
        _file.IsClosed.Should().BeTrue();
    }

    [Test]
    public void Cancel_ClosesAndFailsAsCancelled()
    {
        var done = new FileBodyProducer(_file).StartProducing(_consumer);
        done.Cancel();
        FailureResultOf<CancelledException>(done);
        _file.IsClosed.Should().BeTrue();
        _file.Give("late"u8.ToArray());
        _consumer.Text.Should().BeEmpty();
    }

    [Test]
    public void Pause_HoldsWhatWasReadAndReadsNoMore_ResumeGoesOn()
    {
        var body = new FileBodyProducer(_file);
        var done = body.StartProducing(_consumer);
        body.PauseProducing();
        body.PauseProducing();
        _file.Give("ab"u8.ToArray());
        _consumer.Text.Should().BeEmpty();
        _file.Reads.Should().Be(1);
        body.ResumeProducing();
        _consumer.Text.Should().Be("ab");
        _file.Reads.Should().Be(2);
        _consumer.Written = body.PauseProducing;
        _file.Give("cd"u8.ToArray());
        _file.Reads.Should().Be(2, "the consumer was full after that write");
        body.ResumeProducing();
        _file.Give([]);
        SuccessResultOf(done);
        _consumer.Text.Should().Be("abcd");
    }

    [Test]
    public void Start_Again_IsRefused()
    {
        var body = new FileBodyProducer(new MemoryStream([1]));
        SuccessResultOf(body.StartProducing(_consumer));
        body.CanReplay.Should().BeFalse();
        body.Invoking(b => b.StartProducing(_consumer)).Should().Throw<InvalidOperationException>();
    }

    [Test]
    public void Path_CanBeSentAgainAndAgain()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{TestContext.CurrentContext.Test.ID}.txt");
        File.WriteAllText(path, "from disk");
        try
        {
            var body = new FileBodyProducer(path, readSize: 4, contentType: "text/x");
            (body.Length, body.CanReplay, body.ContentType).Should().Be((9L, true, "text/x"));
            for (var i = 0; i < 2; i++)
            {
                var consumer = new Consumer();
                body.StartProducing(consumer).AsTask().Wait(TestContext.CurrentContext.CancellationToken);
                consumer.Text.Should().Be("from disk");
            }
        }
        finally
        {
            File.Delete(path);
        }
        FluentActions.Invoking(() => new FileBodyProducer(path)).Should().Throw<FileNotFoundException>();
    }
}
