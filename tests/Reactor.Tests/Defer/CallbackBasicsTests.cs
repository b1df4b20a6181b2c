using TwistedSharp.Defer;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class CallbackBasicsTests
{
    private List<object?> _log = null!;

    [SetUp]
    public void Start() => _log = [];

    [Test]
    public void AddCallbacks_Succeeded_RunsOnlyTheCallback()
    {
        var d = new Deferred<string>();
        d.AddCallbacks(s => _log.Add("value " + s), f => _log.Add(f));
        d.Callback("hello");
        _log.Should().Equal("value hello");
    }

    [Test]
    public void AddCallback_Failed_LetsTheFailurePass()
    {
        var exception = new FormatException();
        var d = Deferred.Fail<int>(exception).AddCallback(n => { _log.Add(n); return n; });
        FailureResultOf(d).Value.Should().BeSameAs(exception);
        _log.Should().BeEmpty();
    }

    [Test]
    public void AddErrback_Succeeded_LetsTheValuePass()
    {
        var d = Deferred.Succeed(3).AddErrback(f => { _log.Add(f); return 0; });
        SuccessResultOf(d).Should().Be(3);
        _log.Should().BeEmpty();
    }

    [Test]
    public void Succeed_Value_IsAsIfFiredByHand()
    {
        var manual = new Deferred<string>();
        manual.Callback("x");
        var made = Deferred.Succeed("x");
        made.ToString().Should().Be(manual.ToString());
        made.Called.Should().BeTrue();
        made.Paused.Should().Be(0);
        SuccessResultOf(made).Should().Be(SuccessResultOf(manual));
    }

    [Test]
    public void Fail_ThenErrback_RunsAtOnce()
    {
        var exception = new FormatException("fail");
        Deferred.Fail<int>(exception).AddErrback(f => { _log.Add(f.Value); });
        _log.Should().Equal(exception);
    }

    [Test]
    public void Fail_Paused_RunsTheErrbackWhenUnpaused()
    {
        var d = Deferred.Fail<int>(new FormatException("fail"));
        d.Pause();
        d.AddErrback(f => { _log.Add(f.GetErrorMessage()); });
        _log.Should().BeEmpty();
        d.Unpause();
        _log.Should().Equal("fail");
    }

    [Test]
    public void Callback_Throws_TheNextErrbackGetsThatException()
    {
        var exception = new FormatException();
        var d = Deferred.Succeed(1).AddCallback(int (_) => throw exception).AddErrback(f => { _log.Add(f.Value); });
        _log.Should().Equal(exception);
        SuccessResultOf(d).Should().Be(0, "the errback handled it");
    }

    [Test]
    public void Callback_ReturnsAFailure_IsAsIfItHadThrown()
    {
        var exception = new FormatException();
        var d = Deferred.Succeed(6).AddCallback(n => n > 6 ? new Failure(exception) : (Outcome<int>)(n + 1)).AddCallback(o => o.Value);
        SuccessResultOf(d).Should().Be(7);
        var failed = Deferred.Succeed(6).AddCallback(_ => new Failure(exception)).AddCallback(n => { _log.Add(n); return n; });
        FailureResultOf(failed).Value.Should().BeSameAs(exception);
        _log.Should().BeEmpty();
    }

    [Test]
    public void Callback_PassesOnAnOutcome_EitherWay()
    {
        var exception = new FormatException();
        Outcome<int> Pass(Outcome<int> o) => o.IsSuccess && o.Value > 6 ? new Failure(exception) : o;
        SuccessResultOf(Deferred.Succeed(6).AddBoth(Pass)).Should().Be(6);
        FailureResultOf(Deferred.Succeed(7).AddBoth(Pass).AddBoth(Pass)).Value.Should().BeSameAs(exception);
    }

    [Test]
    public void Errback_Rethrows_TheNextErrbackGetsTheNewException()
    {
        var d = Deferred.Fail<int>(new FormatException()).AddErrback(int (f) => throw new NotSupportedException("translated", f.Value));
        FailureResultOf<NotSupportedException>(d).InnerException.Should().BeOfType<FormatException>();
    }

    [Test]
    public void AddInsideCallback_ThrowsLater_TheFirstErrbackGetsIt()
    {
        var d = new Deferred<int>();
        d.AddCallback(n =>
        {
            d.AddCallback(int (_) => throw new FormatException("from the added one"));
            return n;
        });
        d.Callback(1);
        FailureResultOf<FormatException>(d).Message.Should().Be("from the added one");
    }

    [Test]
    public void AddInsideCallback_BeforeTheOthersRan_GoesToTheEnd()
    {
        var d = new Deferred<int>();
        d.AddCallback(n =>
        {
            _log.Add(1);
            d.AddCallback(m => { _log.Add(3); return m; });
            return n;
        });
        d.AddCallback(n => { _log.Add(2); return n; });
        d.Callback(0);
        _log.Should().Equal(1, 2, 3);
    }

    [Test]
    public void LogError_AsErrback_LogsAndPassesItOn()
    {
        using var log = new LogWatch();
        var exception = new FormatException("logged");
        var d = Deferred.Fail<int>(exception).AddErrback(Deferred.LogError);
        var event_ = log.Events.Should().ContainSingle(e => e.Failure != null && e.Failure.Value == exception).Which;
        event_.IsError.Should().BeTrue();
        event_.Message.Should().Be("A Deferred failed");
        FailureResultOf(d).Value.Should().BeSameAs(exception);
    }

    [Test]
    public void LogError_ExceptionWithoutReadableText_LogsEvenSo()
    {
        using var log = new LogWatch();
        var failure = new Failure(new Mute());
        Deferred.LogError(failure).Should().BeSameAs(failure);
        log.Events.Single(e => e.Failure == failure).ToString().Should().StartWith("A Deferred failed: " + typeof(Mute).FullName);
    }

    [Test]
    public void LogError_Null_Throws() =>
        FluentActions.Invoking(() => Deferred.LogError(null!)).Should().Throw<ArgumentNullException>();

    private sealed class Mute : Exception
    {
        public override string Message => throw new NotSupportedException();

        public override string ToString() => throw new NotSupportedException();
    }
}
