using NSubstitute;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Tests.Defer;

namespace TwistedSharp.Tests.Time;

[TestFixture]
public sealed class DeferredFilesystemLockTests
{
    private const int Other = 12345;

    private Clock _clock = null!; // Made in SetUp.
    private ILockLinks _links = null!; // Made in SetUp.
    private int? _holder;
    private DeferredFilesystemLock _lock = null!; // Made in SetUp.

    [SetUp]
    public void Start()
    {
        _clock = new Clock();
        _holder = null;
        _links = Substitute.For<ILockLinks>();
        _links.TryCreate("lock", Arg.Any<int>()).Returns(call =>
        {
            if (_holder is not null)
                return false;
            _holder = call.Arg<int>();
            return true;
        });
        _links.Owner("lock").Returns(_ => _holder);
        _links.IsRunning(Other).Returns(true);
        _links.IsRunning(Environment.ProcessId).Returns(true);
        _links.When(l => l.Remove("lock")).Do(_ => _holder = null);
        _lock = new DeferredFilesystemLock("lock", _clock, _links);
    }

    [Test]
    public void TryLock_Free_TakesItInTheNameOfThisProcess()
    {
        (_lock.Name, _lock.IsLocked, _lock.WasClean).Should().Be(("lock", false, null));
        _lock.TryLock().Should().BeTrue();
        (_lock.IsLocked, _lock.WasClean, _holder).Should().Be((true, true, Environment.ProcessId));
    }

    [Test]
    public void TryLock_HeldByAnother_DoesNot()
    {
        _holder = Other;
        _lock.TryLock().Should().BeFalse();
        (_lock.IsLocked, _lock.WasClean, _holder).Should().Be((false, null, Other));
    }

    [Test]
    public void TryLock_HeldByThisProcess_DoesNot()
    {
        _lock.TryLock();
        _lock.TryLock().Should().BeFalse();
        _lock.IsLocked.Should().BeTrue();
        new DeferredFilesystemLock("lock", _clock, _links).TryLock().Should().BeFalse("another object of this process has it");
    }

    [Test]
    public void TryLock_HolderIsGone_TakesItAndSaysSo()
    {
        _holder = Other;
        _links.IsRunning(Other).Returns(false);
        _lock.TryLock().Should().BeTrue();
        (_lock.IsLocked, _lock.WasClean, _holder).Should().Be((true, false, Environment.ProcessId));
        _lock.Unlock();
        _lock.TryLock();
        _lock.WasClean.Should().BeTrue("this time it was given back");
    }

    [Test]
    public void TryLock_LinkVanishesBeforeItIsRead_TriesAgain()
    {
        _holder = Other;
        _links.Owner("lock").Returns(_ => _holder = null);
        _lock.TryLock().Should().BeTrue();
        _lock.WasClean.Should().BeTrue();
    }

    [Test]
    public void TryLock_LinkNeverToBeRead_CountsAsHeld()
    {
        _links.TryCreate("lock", Arg.Any<int>()).Returns(false);
        _lock.TryLock().Should().BeFalse();
    }

    [Test]
    public void Unlock_Held_GivesItBack()
    {
        _lock.TryLock();
        _lock.Unlock();
        (_lock.IsLocked, _holder).Should().Be((false, null));
    }

    [Test]
    public void Unlock_HeldByAnother_ThrowsAndLeavesIt()
    {
        _holder = Other;
        _lock.Invoking(l => l.Unlock()).Should().Throw<InvalidOperationException>()
            .WithMessage($"<DeferredFilesystemLock lock unlocked> cannot be unlocked: process {Other} holds the lock, *");
        _holder.Should().Be(Other);
    }

    [Test]
    public void Unlock_Free_Throws() =>
        _lock.Invoking(l => l.Unlock()).Should().Throw<InvalidOperationException>()
            .WithMessage("<DeferredFilesystemLock lock unlocked> cannot be unlocked: nobody holds the lock.");

    [Test]
    public void Unlock_ByAnotherObjectOfThisProcess_GivesItBack()
    {
        _lock.TryLock();
        new DeferredFilesystemLock("lock", _clock, _links).Unlock();
        _holder.Should().BeNull();
    }

    [Test]
    public void DeferUntilLocked_Free_FiresAtOnceWithNoTimer()
    {
        DeferredAssertions.SuccessResultOf(_lock.DeferUntilLocked(TimeSpan.FromSeconds(5)));
        _lock.IsLocked.Should().BeTrue();
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void DeferUntilLocked_Held_LooksEverySecond()
    {
        _holder = Other;
        var d = _lock.DeferUntilLocked();
        Looks().Should().Be(1);
        _clock.Advance(0.999);
        Looks().Should().Be(1);
        _clock.Advance(0.001);
        Looks().Should().Be(2);
        _clock.Advance(1);
        Looks().Should().Be(3);
        _holder = null;
        DeferredAssertions.AssertNoResult(d);
        _clock.Advance(1);
        DeferredAssertions.SuccessResultOf(d);
        _lock.IsLocked.Should().BeTrue();
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void DeferUntilLocked_HeldToTheEnd_FailsWithTimeoutException()
    {
        _holder = Other;
        var d = _lock.DeferUntilLocked(TimeSpan.FromSeconds(5.5));
        _clock.Pump(1, 1, 1, 1, 1);
        DeferredAssertions.AssertNoResult(d);
        _clock.Advance(0.5);
        DeferredAssertions.FailureResultOf<TimeoutException>(d).Message.Should().Contain("'lock'").And.Contain("5.5 s");
        _clock.GetDelayedCalls().Should().BeEmpty();
        Looks().Should().Be(7, "it looks once more at the end");
    }

    [Test]
    public void DeferUntilLocked_Seconds_AreTheTimeout()
    {
        _holder = Other;
        var d = _lock.DeferUntilLocked(1.5);
        _clock.Advance(1);
        DeferredAssertions.AssertNoResult(d);
        _clock.Advance(0.5);
        DeferredAssertions.FailureResultOf<TimeoutException>(d);
        _lock.Invoking(l => l.DeferUntilLocked(-1)).Should().Throw<ArgumentOutOfRangeException>();
        _lock.Invoking(l => l.DeferUntilLocked(double.NaN)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Test]
    public void DeferUntilLocked_FreeAtTheVeryEnd_HasIt()
    {
        _holder = Other;
        var d = _lock.DeferUntilLocked(TimeSpan.FromSeconds(1.5));
        _clock.Advance(1);
        _holder = null;
        _clock.Advance(0.5);
        DeferredAssertions.SuccessResultOf(d);
        _lock.IsLocked.Should().BeTrue();
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void DeferUntilLocked_FreeInTime_StopsTheTimeout()
    {
        _holder = Other;
        var d = _lock.DeferUntilLocked(TimeSpan.FromSeconds(10));
        _clock.Advance(1);
        _holder = null;
        _clock.Advance(1);
        DeferredAssertions.SuccessResultOf(d);
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void DeferUntilLocked_TimeoutZero_LooksTwice()
    {
        _holder = Other;
        var d = _lock.DeferUntilLocked(TimeSpan.Zero);
        DeferredAssertions.AssertNoResult(d);
        _clock.Advance(0);
        DeferredAssertions.FailureResultOf<TimeoutException>(d);
        Looks().Should().Be(2);
    }

    [Test]
    public void DeferUntilLocked_NegativeTimeout_ThrowsAndDoesNotLook()
    {
        _lock.Invoking(l => l.DeferUntilLocked(TimeSpan.FromSeconds(-1))).Should()
            .Throw<ArgumentOutOfRangeException>().WithParameterName("timeout");
        _lock.IsLocked.Should().BeFalse();
    }

    [Test]
    public void DeferUntilLocked_TryingAlready_FailsAndDisturbsNothing()
    {
        _holder = Other;
        var first = _lock.DeferUntilLocked();
        DeferredAssertions.FailureResultOf<AlreadyTryingToLockException>(_lock.DeferUntilLocked(TimeSpan.FromSeconds(1)))
            .Message.Should().Contain("<DeferredFilesystemLock lock unlocked, trying>");
        _clock.GetDelayedCalls().Should().ContainSingle();
        _holder = null;
        _clock.Advance(1);
        DeferredAssertions.SuccessResultOf(first);
    }

    [Test]
    public void DeferUntilLocked_OneAfterTheOther_EachWorks()
    {
        _holder = Other;
        var first = _lock.DeferUntilLocked(TimeSpan.FromSeconds(1));
        _clock.Advance(1);
        DeferredAssertions.FailureResultOf<TimeoutException>(first);
        // Twisted 22.4 forgets the second timeout here.
        var second = _lock.DeferUntilLocked(TimeSpan.FromSeconds(2));
        _clock.Pump(1, 1);
        DeferredAssertions.FailureResultOf<TimeoutException>(second);
        var third = _lock.DeferUntilLocked();
        _holder = null;
        _clock.Advance(1);
        DeferredAssertions.SuccessResultOf(third);
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void DeferUntilLocked_InACallbackOfTheLast_StartsAnew([Values] bool isTimeout)
    {
        _holder = Other;
        Deferred? second = null;
        var first = _lock.DeferUntilLocked(isTimeout ? TimeSpan.FromSeconds(1) : null);
        first.AddErrback(_ => { second = _lock.DeferUntilLocked(); });
        if (isTimeout)
            _clock.Advance(1);
        else
            first.Cancel();
        DeferredAssertions.AssertNoResult(second!);
        _holder = null;
        _clock.Advance(1);
        DeferredAssertions.SuccessResultOf(second!);
    }

    [Test]
    public void Cancel_StillHeld_FailsWithCancelledException([Values] bool hasTimeout)
    {
        _holder = Other;
        var d = _lock.DeferUntilLocked(hasTimeout ? TimeSpan.FromSeconds(100) : null);
        d.Cancel();
        DeferredAssertions.FailureResultOf<CancelledException>(d);
        Looks().Should().Be(2, "it looks once more");
        _lock.IsLocked.Should().BeFalse();
        _clock.GetDelayedCalls().Should().BeEmpty();
        _lock.ToString().Should().Be("<DeferredFilesystemLock lock unlocked>");
    }

    [Test]
    public void Cancel_FreeByThen_HasIt()
    {
        _holder = Other;
        var d = _lock.DeferUntilLocked(TimeSpan.FromSeconds(100));
        _holder = null;
        d.Cancel();
        DeferredAssertions.SuccessResultOf(d);
        _lock.IsLocked.Should().BeTrue();
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Cancel_LookFails_LogsItAndFailsWithCancelledException()
    {
        _holder = Other;
        var d = _lock.DeferUntilLocked();
        var failure = new IOException("the disk is gone");
        _links.TryCreate("lock", Arg.Any<int>()).Returns(_ => throw failure);
        using (var log = new LogWatch())
        {
            d.Cancel();
            log.Events.Should().Contain(e => e.Failure != null && e.Failure.Value == failure);
        }
        DeferredAssertions.FailureResultOf<CancelledException>(d);
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Token_CancelledOnAnotherThread_CancelsAtHome()
    {
        using var home = new Defer.ManualContext();
        using var source = new CancellationTokenSource();
        _holder = Other;
        var d = _lock.DeferUntilLocked(source.Token);
        Defer.ManualContext.Elsewhere(source.Cancel);
        DeferredAssertions.AssertNoResult(d);
        home.Turn();
        DeferredAssertions.FailureResultOf<CancelledException>(d);
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Token_WithTimeout_EitherEndsIt([Values] bool byToken)
    {
        using var source = new CancellationTokenSource();
        _holder = Other;
        var d = _lock.DeferUntilLocked(TimeSpan.FromSeconds(1), source.Token);
        if (byToken)
            source.Cancel();
        else
            _clock.Advance(1);
        DeferredAssertions.FailureResultOf(d).Type.Should().Be(byToken ? typeof(CancelledException) : typeof(TimeoutException));
    }

    [Test]
    public void Token_CancelledBefore_DoesNotLook()
    {
        DeferredAssertions.FailureResultOf<CancelledException>(_lock.DeferUntilLocked(new CancellationToken(canceled: true)));
        Looks().Should().Be(0);
    }

    [Test]
    public void DeferUntilLocked_LookFails_FailsWithThat([Values("first", "retry", "timeout")] string when)
    {
        _holder = Other;
        var failure = new IOException("the disk is gone");
        var d = when == "first" ? null : _lock.DeferUntilLocked(when == "timeout" ? TimeSpan.FromSeconds(0.5) : null);
        _links.TryCreate("lock", Arg.Any<int>()).Returns(_ => throw failure);
        d ??= _lock.DeferUntilLocked();
        _clock.Advance(1);
        DeferredAssertions.FailureResultOf<IOException>(d).Should().BeSameAs(failure);
        _clock.GetDelayedCalls().Should().BeEmpty();
        _lock.ToString().Should().Be("<DeferredFilesystemLock lock unlocked>");
    }

    [Test]
    public void Lock_BadArguments_Throw()
    {
        FluentActions.Invoking(() => new DeferredFilesystemLock("", _clock)).Should().Throw<ArgumentException>().WithParameterName("name");
        FluentActions.Invoking(() => new DeferredFilesystemLock("lock", null!)).Should()
            .Throw<ArgumentNullException>().WithParameterName("clock");
    }

    [Test]
    public void ToString_SaysItsState()
    {
        _lock.ToString().Should().Be("<DeferredFilesystemLock lock unlocked>");
        _lock.TryLock();
        _lock.ToString().Should().Be("<DeferredFilesystemLock lock locked>");
        var d = _lock.DeferUntilLocked();
        _lock.ToString().Should().Be("<DeferredFilesystemLock lock locked, trying>");
        _lock.Unlock();
        d.Cancel();
        DeferredAssertions.SuccessResultOf(d);
    }

    private int Looks() => _links.ReceivedCalls().Count(call => call.GetMethodInfo().Name == nameof(ILockLinks.TryCreate));
}
