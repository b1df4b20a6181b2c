using TwistedSharp.Defer;
using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Testing;

public sealed class DeferredAssertionsTests
{
    [Test]
    public void SuccessResultOf_Fired_TakesTheValueOut()
    {
        var deferred = Deferred.Succeed("v");
        SuccessResultOf(deferred).Should().Be("v");
        SuccessResultOf(deferred).Should().BeNull("the value was consumed");
    }

    [Test]
    public void SuccessResultOf_WithoutResult_ThrowsAndLeavesItAlone()
    {
        var deferred = new Deferred<int>();
        FluentActions.Invoking(() => SuccessResultOf(deferred)).Should().Throw<UnexpectedResultException>().WithMessage("*no result*");
        deferred.Callback(3);
        SuccessResultOf(deferred).Should().Be(3);
    }

    [Test]
    public void SuccessResultOf_Failed_ThrowsWithTheFailureInside()
    {
        var boom = new FormatException("boom");
        FluentActions.Invoking(() => SuccessResultOf(Deferred.Fail<int>(boom)))
            .Should().Throw<UnexpectedResultException>().WithMessage("*boom*").Which.InnerException.Should().BeSameAs(boom);
        FluentActions.Invoking(() => SuccessResultOf(Deferred.Fail(boom))).Should().Throw<UnexpectedResultException>();
    }

    [Test]
    public void FailureResultOf_Failed_TakesTheFailureOut()
    {
        var deferred = Deferred.Fail<string>(new FormatException("boom"));
        FailureResultOf<FormatException>(deferred).Message.Should().Be("boom");
        SuccessResultOf(deferred).Should().BeNull("the failure was consumed");
    }

    [Test]
    public void FailureResultOf_OtherFailureOrSuccess_Throws()
    {
        FluentActions.Invoking(() => FailureResultOf<FormatException>(Deferred.Fail(new TimeoutException("late"))))
            .Should().Throw<UnexpectedResultException>().WithMessage("*FormatException*late*");
        FluentActions.Invoking(() => FailureResultOf(Deferred.Succeed(5))).Should().Throw<UnexpectedResultException>().WithMessage("*5*");
    }

    [Test]
    public void AssertNoResult_Fired_Throws()
    {
        AssertNoResult(new Deferred<int>());
        FluentActions.Invoking(() => AssertNoResult(Deferred.Succeed(5))).Should().Throw<UnexpectedResultException>().WithMessage("*5*");
    }

    [Test]
    public void AssertNoResult_WaitingOnAnother_IsContent()
    {
        var inner = new Deferred<int>();
        AssertNoResult(Deferred.Succeed(1).AddCallback(_ => inner));
    }
}
