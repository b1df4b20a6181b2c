using TwistedSharp.Internet;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Connections.Bodies;

public sealed class WritableBodyProducerTests
{
    private Consumer _consumer = null!;
    private WritableBodyProducer _body = null!;

    [SetUp]
    public void SetUp()
    {
        _consumer = new Consumer();
        _body = new WritableBodyProducer(contentType: "a/b");
    }

    [Test]
    public void Write_BeforeTheStart_WaitsAndGoesFirst()
    {
        _body.Write("ab"u8).Should().BeFalse();
        var ready = _body.WhenReady();
        AssertNoResult(ready);
        var done = _body.StartProducing(_consumer);
        SuccessResultOf(ready);
        _consumer.Text.Should().Be("ab");
        _body.Write("cd"u8).Should().BeTrue();
        _consumer.Text.Should().Be("abcd");
        AssertNoResult(done);
        _body.Finish();
        SuccessResultOf(done);
        (_body.ContentType, _body.Length, ((IBodyProducer)_body).CanReplay).Should().Be(("a/b", null, false));
    }

    [Test]
    public void Finish_BeforeTheStart_IsSentWhole()
    {
        _body.Write("ab"u8);
        _body.Finish();
        Consumer.Read(_body).Should().Be("ab");
    }

    [Test]
    public void Pause_IsToldToTheWriter()
    {
        _body.StartProducing(_consumer);
        _consumer.Written = _body.PauseProducing;
        _body.Write("ab"u8).Should().BeFalse();
        var (first, second) = (_body.WhenReady(), _body.WhenReady());
        first.AddCallback(() => _body.Write("cd"u8));
        AssertNoResult(first);
        _body.ResumeProducing();
        SuccessResultOf(first);
        AssertNoResult(second); // The first has filled it again.
        _consumer.Written = null;
        _body.ResumeProducing();
        SuccessResultOf(second);
        SuccessResultOf(_body.WhenReady());
    }

    [Test]
    public void Stop_TellsWhoWaitsAndDropsTheRest()
    {
        var done = _body.StartProducing(_consumer);
        _body.PauseProducing();
        var ready = _body.WhenReady();
        _body.StopProducing();
        FailureResultOf<ConnectionAbortedException>(ready);
        FailureResultOf<ConnectionAbortedException>(_body.WhenReady());
        _body.IsStopped.Should().BeTrue();
        _body.Write("late"u8).Should().BeFalse();
        _body.Finish();
        _consumer.Text.Should().BeEmpty();
        AssertNoResult(done);
        _body.Invoking(b => b.StartProducing(_consumer)).Should().Throw<InvalidOperationException>();
    }

    [Test]
    public void Fail_FailsTheRequest()
    {
        var done = _body.StartProducing(_consumer);
        _body.Fail(new FormatException());
        FailureResultOf<FormatException>(done);
    }

    [Test]
    public void Use_AfterTheFinish_IsRefused()
    {
        _body.Finish();
        _body.Invoking(b => b.Write("x"u8)).Should().Throw<InvalidOperationException>().WithMessage("*EarlyAndFinished*");
        _body.Invoking(b => b.Finish()).Should().Throw<InvalidOperationException>();
        _body.Invoking(b => b.WhenReady()).Should().Throw<InvalidOperationException>();
    }
}
