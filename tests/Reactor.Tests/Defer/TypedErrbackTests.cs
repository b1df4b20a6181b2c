using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class TypedErrbackTests
{
    [Test]
    public void AddErrback_OfThatType_HandlesTheException()
    {
        Result(Failed().AddErrback<FormatException>(e => e.Message.Length)).Should().Be(3);
        Result(Failed().AddErrback((FormatException e) => e.Message.Length)).Should().Be(3);
        Result(Failed().AddErrback<FormatException>(e => Deferred.Succeed(4))).Should().Be(4);
        Result(Failed().AddErrback<FormatException>(async e => await Task.FromResult(5))).Should().Be(5);
        Result(Failed().AddErrback<FormatException>(_ => { })).Should().Be(0);
        Result(Failed().AddErrback<FormatException>(_ => Deferred.Succeed())).Should().Be(0);
        Result(Failed().AddErrback<FormatException>(_ => Task.CompletedTask)).Should().Be(0);
    }

    [Test]
    public void AddErrback_OfABaseType_HandlesTheException() =>
        Result(Failed().AddErrback<SystemException>(_ => 1)).Should().Be(1);

    [Test]
    public void AddErrback_OfAnotherType_LetsTheFailurePass() =>
        Result(Failed().AddErrback<IOException>(_ => 1)).Should().BeOfType<FormatException>();

    [Test]
    public void AddErrback_Value_Passes() =>
        Result(Deferred.Succeed(9).AddErrback<FormatException>(_ => 1)).Should().Be(9);

    [Test]
    public void AddErrback_Throws_FailsOnWithThat() =>
        Result(Failed().AddErrback<FormatException>(e => throw new NotSupportedException("no", e)))
            .Should().BeOfType<NotSupportedException>().Which.InnerException.Should().BeOfType<FormatException>();

    [Test]
    public void AddErrback_SeveralTypes_TheFirstThatFitsHandles()
    {
        var log = new List<string>();
        Failed().AddErrback<IOException>(_ => log.Add("io")).AddErrback<FormatException>(_ => log.Add("format"))
            .AddErrback<Exception>(_ => log.Add("any"));
        log.Should().Equal("format");
    }

    [Test]
    public void AddErrback_WithoutValue_HandlesThatTypeOnly()
    {
        var log = new List<string>();
        Deferred.Fail(new FormatException("bad")).AddErrback<IOException>(_ => log.Add("io"))
            .AddErrback<FormatException>(e => log.Add(e.Message));
        Deferred.Fail(new FormatException()).AddErrback<FormatException>(_ => Deferred.Succeed().AddCallback(() => log.Add("deferred")));
        Deferred.Fail(new FormatException()).AddErrback<FormatException>(_ => Task.CompletedTask).AddCallback(() => log.Add("task"));
        log.Should().Equal("bad", "deferred", "task");
    }

    [Test]
    public void AddErrback_OfAnotherType_LeavesTheFailureUnhandled()
    {
        using var log = new LogWatch();
        log.After(e => Deferred.Fail<int>(e).AddErrback<IOException>(_ => 1)).Should().ContainSingle();
    }

    private static Deferred<int> Failed() => Deferred.Fail<int>(new FormatException("bad"));

    private static object? Result<T>(Deferred<T> d)
    {
        object? result = "nothing";
        d.AddBoth(o => { result = o.IsSuccess ? o.Value : o.Failure.Value; });
        return result;
    }
}
