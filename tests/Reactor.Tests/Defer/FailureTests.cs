namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class FailureTests
{
    [Test]
    public void Check_TypeAndSubclasses_Match()
    {
        var failure = new Failure(new ArgumentNullException("x"));
        failure.Check<ArgumentException>().Should().BeTrue();
        failure.Check<FormatException>().Should().BeFalse();
        failure.Check(typeof(FormatException), typeof(ArgumentException), typeof(ArgumentNullException))
            .Should().Be(typeof(ArgumentException));
        failure.Check(typeof(FormatException)).Should().BeNull();
        failure.Type.Should().Be(typeof(ArgumentNullException));
    }

    [Test]
    public void Trap_Expected_GivesTheException()
    {
        var exception = new ArgumentNullException("x");
        new Failure(exception).Trap<ArgumentException>().Should().BeSameAs(exception);
    }

    [Test]
    public void Trap_Unexpected_ThrowsTheOriginalWithItsStack()
    {
        var failure = Thrown();
        failure.Invoking(f => f.Trap<NotSupportedException>()).Should().Throw<FormatException>()
            .Which.StackTrace.Should().Contain(nameof(Thrower));
    }

    [Test]
    public void Trap_SeveralTypes_GivesTheFirstThatFits()
    {
        var failure = new Failure(new ArgumentNullException("x"));
        failure.Trap(typeof(FormatException), typeof(ArgumentException)).Should().Be(typeof(ArgumentException));
        failure.Type.Should().Be(typeof(ArgumentNullException), "the failure itself stays what it is");
    }

    [Test]
    public void Trap_NoneOfSeveralTypes_ThrowsTheVeryException()
    {
        var failure = Thrown();
        failure.Invoking(f => f.Trap(typeof(NotSupportedException), typeof(ArgumentException)))
            .Should().Throw<FormatException>().Which.Should().BeSameAs(failure.Value);
        failure.Invoking(f => f.Trap()).Should().Throw<FormatException>();
    }

    [Test]
    public void Trap_ThrewOn_AnotherFailureOfItHasTheSameException()
    {
        var first = Thrown();
        try
        {
            first.Trap<NotSupportedException>();
            Assert.Fail("It has to throw.");
        }
        catch (FormatException e)
        {
            new Failure(e).Value.Should().BeSameAs(first.Value);
        }
    }

    [Test]
    public void Two_OfOneException_AreTwoFailuresOfTheSameValue()
    {
        var exception = new FormatException();
        var (one, two) = (new Failure(exception), new Failure(exception));
        one.Should().NotBe(two);
        one.Value.Should().BeSameAs(two.Value);
    }

    [Test]
    public void Throw_Thrown_KeepsTheFirstStackAndAddsThisOne()
    {
        var exception = Thrown().Invoking(f => f.Throw()).Should().Throw<FormatException>().Which;
        exception.StackTrace.Should().Contain(nameof(Thrower)).And.Contain(nameof(Throw_Thrown_KeepsTheFirstStackAndAddsThisOne));
    }

    [Test]
    public void Throw_Twice_DoesNotPileTheStackUp()
    {
        var failure = Thrown();
        var first = failure.Invoking(f => f.Throw()).Should().Throw<FormatException>().Which.StackTrace!.Length;
        var second = failure.Invoking(f => f.Throw()).Should().Throw<FormatException>().Which.StackTrace!.Length;
        second.Should().Be(first);
    }

    [Test]
    public void Throw_NeverThrown_ThrowsIt() =>
        new Failure(new FormatException("x")).Invoking(f => f.Throw()).Should().Throw<FormatException>().WithMessage("x");

    [Test]
    public void Texts_SayWhatItIs()
    {
        var failure = Thrown();
        failure.ToString().Should().Be("[Failure: System.FormatException: thrown]");
        failure.GetErrorMessage().Should().Be("thrown");
        failure.GetTraceback().Should().StartWith("System.FormatException: thrown").And.Contain(nameof(Thrower));
    }

    [Test]
    public void New_Null_Throws() => FluentActions.Invoking(() => new Failure(null!)).Should().Throw<ArgumentNullException>();

    private static Failure Thrown()
    {
        try
        {
            Thrower();
            throw new InvalidOperationException("unreachable");
        }
        catch (FormatException e)
        {
            return new Failure(e);
        }
    }

    private static void Thrower() => throw new FormatException("thrown");
}
