using System.Runtime.CompilerServices;
using System.Text;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Connections.Bodies;

public sealed class EnumerableBodyProducerTests
{
    private readonly List<string> _log = [];
    private TaskCompletionSource _next = null!;

    [SetUp]
    public void SetUp()
    {
        _log.Clear();
        _next = new TaskCompletionSource();
    }

    [Test]
    public void Produce_WritesPieceByPieceAndSkipsNone()
    {
        var body = new EnumerableBodyProducer(Pieces("ab", "", "cd"), length: 4, contentType: "a/b");
        Consumer.Read(body).Should().Be("abcd");
        (body.Length, body.ContentType, body.CanReplay).Should().Be((4L, "a/b", false));
        _log.Should().Equal("ab", "", "cd", "disposed");
        body.Invoking(b => b.StartProducing(new Consumer())).Should().Throw<InvalidOperationException>();
    }

    [Test]
    public void Produce_SaidToReplay_DoesItAgain()
    {
        var body = new EnumerableBodyProducer(Pieces("ab"), canReplay: true);
        Consumer.Read(body).Should().Be("ab");
        Consumer.Read(body).Should().Be("ab");
    }

    [Test]
    public void Pause_NoMoreIsAskedFor()
    {
        var body = new EnumerableBodyProducer(Pieces("ab", "cd"));
        var consumer = new Consumer { Written = body.PauseProducing };
        var done = body.StartProducing(consumer);
        _log.Should().Equal("ab");
        body.ResumeProducing();
        _log.Should().Equal("ab", "cd");
        consumer.Written = null;
        body.ResumeProducing();
        SuccessResultOf(done);
        consumer.Text.Should().Be("abcd");
    }

    [Test]
    public void Pieces_Fail_Fails()
    {
        var body = new EnumerableBodyProducer(Pieces("ab", "!"));
        FailureResultOf<FormatException>(body.StartProducing(new Consumer()));
        _log.Should().EndWith("disposed");
    }

    [Test]
    public void Stop_WhileAPieceIsMade_CancelsAndDisposesAfterwards()
    {
        using var logged = new LoggedErrors();
        var body = new EnumerableBodyProducer(Pieces("ab", "wait"));
        var done = body.StartProducing(new Consumer());
        _log.Should().Equal("ab", "wait");
        body.StopProducing();
        _log.Should().Equal("ab", "wait", "cancelled", "disposed");
        AssertNoResult(done);
        logged.Errors.Should().BeEmpty();
    }

    [Test]
    public void Stop_BetweenPieces_Disposes()
    {
        var body = new EnumerableBodyProducer(Pieces("ab", "cd"));
        body.StartProducing(new Consumer { Written = body.StopProducing });
        _log.Should().Equal("ab", "disposed");
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> Pieces(string[] texts, [EnumeratorCancellation] CancellationToken token)
    {
        using var registration = token.Register(() =>
        {
            _log.Add("cancelled");
            _next.TrySetCanceled(token);
        });
        try
        {
            foreach (var text in texts)
            {
                _log.Add(text);
                if (text == "!")
                    throw new FormatException();
                if (text == "wait")
                    await _next.Task;
                yield return Encoding.ASCII.GetBytes(text);
            }
        }
        finally
        {
            _log.Add("disposed");
        }
    }

    private IAsyncEnumerable<ReadOnlyMemory<byte>> Pieces(params string[] texts) => Pieces(texts, default);
}
