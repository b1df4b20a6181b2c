using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class FirstErrorTests
{
    [Test]
    public void Message_Always_SaysTheIndexAndTheFailure()
    {
        var error = new FirstErrorException(new Failure(new FormatException("some text")), 3);
        error.Message.Should().Be("FirstError[#3, [Failure: System.FormatException: some text]]");
        error.ToString().Should().Contain(error.Message);
        error.InnerException.Should().BeOfType<FormatException>();
    }

    [Test]
    public void Equality_SameFailureAndIndex_IsEqual()
    {
        var failure = new Failure(new DivideByZeroException());
        var (one, anotherOne) = (new FirstErrorException(failure, 13), new FirstErrorException(failure, 13));
        (one == anotherOne).Should().BeTrue();
        (one != anotherOne).Should().BeFalse();
        one.Equals((object)anotherOne).Should().BeTrue();
        one.GetHashCode().Should().Be(anotherOne.GetHashCode());
    }

    [Test]
    public void Equality_OtherFailureIndexOrType_IsNotEqual()
    {
        var failure = new Failure(new DivideByZeroException());
        var one = new FirstErrorException(failure, 13);
        (one == new FirstErrorException(failure, 9)).Should().BeFalse();
        (one != new FirstErrorException(new Failure(new FormatException("bar")), 13)).Should().BeTrue();
        one.Equals(10).Should().BeFalse();
        (one == null).Should().BeFalse();
        (null == one).Should().BeFalse();
        ((FirstErrorException?)null == null).Should().BeTrue();
    }

    [Test]
    public void Constructor_BadArguments_Throws()
    {
        FluentActions.Invoking(() => new FirstErrorException(null!, 0)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => new FirstErrorException(new Failure(new FormatException()), -1))
            .Should().Throw<ArgumentOutOfRangeException>();
    }
}
