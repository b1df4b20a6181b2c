namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class FailureTracebackTests
{
    [Test]
    public void PrintTraceback_Default_IsTheExceptionAsItSaysItself()
    {
        var failure = Thrown(new InvalidOperationException("outer", new FormatException("inner")));
        var written = new StringWriter();
        failure.PrintTraceback(written);
        written.ToString().Should().Be(failure.Value + Environment.NewLine).And.Contain("inner").And.Contain(nameof(Thrower));
    }

    [Test]
    public void PrintBriefTraceback_WithInner_LeavesTheInnerOut()
    {
        var failure = Thrown(new InvalidOperationException("outer", new FormatException("inner")));
        var written = new StringWriter();
        failure.PrintBriefTraceback(written);
        written.ToString().Should().StartWith("Traceback: System.InvalidOperationException: outer")
            .And.Contain(nameof(Thrower)).And.NotContain("inner");
        failure.GetBriefTraceback().Should().Be(written.ToString().TrimEnd());
    }

    [Test]
    public void PrintDetailedTraceback_WithDataAndInner_TellsAll()
    {
        var exception = new InvalidOperationException("outer", new FormatException("inner"));
        exception.Data["key"] = "value";
        exception.Data["none"] = null;
        var failure = Thrown(exception);
        var written = new StringWriter();
        failure.PrintDetailedTraceback(written);
        var lines = written.ToString().TrimEnd().ReplaceLineEndings("\n").Split('\n');
        lines[0].Should().Be("*--- Failure ---");
        lines[^1].Should().Be("*--- End of Failure ---");
        lines.Should().Contain("  key : value").And.Contain("  none : ").And.Contain($" [ HResult 0x{exception.HResult:X8} ]")
            .And.ContainInOrder("System.InvalidOperationException: outer", " [ Caused by ]", "System.FormatException: inner");
    }

    [Test]
    public void GetTraceback_VerboseOfSeveral_TellsEachOfThem() =>
        new Failure(new AggregateException(new FormatException("one"), new NotSupportedException("two")))
            .GetTraceback(TracebackDetail.Verbose).Should().Contain("System.FormatException: one")
            .And.Contain("System.NotSupportedException: two");

    [Test]
    public void GetTraceback_NeverThrown_HasNoStack()
    {
        var failure = new Failure(new FormatException("x"));
        failure.Value.StackTrace.Should().BeNull();
        failure.GetTraceback().Should().Be("System.FormatException: x");
        failure.GetBriefTraceback().Should().Be("Traceback: System.FormatException: x");
    }

    [Test]
    public void GetTraceback_Thrown_HasTheStackItWasThrownWith()
    {
        var failure = Thrown(new FormatException("x"));
        failure.GetTraceback().Should().Contain(failure.Value.StackTrace);
    }

    [Test]
    public void GetTraceback_UnknownDetail_Throws() =>
        new Failure(new FormatException()).Invoking(f => f.GetTraceback((TracebackDetail)7)).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*Default, Brief or Verbose*");

    [Test]
    public void GetTraceback_ExceptionThatCannotSayItself_IsStillAText([Values] TracebackDetail detail)
    {
        var failure = new Failure(new Mute());
        failure.GetTraceback(detail).Should().Contain(typeof(Mute).FullName).And.Contain(nameof(NotSupportedException));
        failure.GetErrorMessage().Should().Contain(nameof(NotSupportedException));
        failure.ToString().Should().Contain(typeof(Mute).FullName);
    }

    [Test]
    public void GetTraceback_DataThatCannotSayItself_IsStillAText()
    {
        var exception = new FormatException("x");
        exception.Data["key"] = new MuteValue();
        new Failure(exception).GetTraceback(TracebackDetail.Verbose).Should().Contain("  key : (threw System.NotSupportedException)");
    }

    [Test]
    public void Print_NullWriter_Throws() =>
        new Failure(new FormatException()).Invoking(f => f.PrintTraceback(null!)).Should().Throw<ArgumentNullException>();

    private static Failure Thrown(Exception exception)
    {
        try
        {
            Thrower(exception);
        }
        catch (Exception e)
        {
            return new Failure(e);
        }
        throw new InvalidOperationException("unreachable");
    }

    private static void Thrower(Exception exception) => throw exception;

    private sealed class Mute : Exception
    {
        public override string Message => throw new NotSupportedException();

        public override string? StackTrace => throw new NotSupportedException();

        public override string ToString() => throw new NotSupportedException();
    }

    private sealed class MuteValue
    {
        public override string ToString() => throw new NotSupportedException();
    }
}
