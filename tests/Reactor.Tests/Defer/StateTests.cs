using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class StateTests
{
    private readonly FormatException _error = new("bad");

    [Test]
    public void AddCallback_WithState_EachShapeGetsValueAndState()
    {
        var log = new List<string>();
        var d = Deferred.Succeed(1)
            .AddCallback(static (n, add) => n + add, 10)
            .AddCallback(static (n, text) => Deferred.Succeed(n + text), "a")
            .AddCallback(static (s, text) => Task.FromResult(s + text), "b");
        d.AddCallback(static (s, to) => to.Add(s), log);
        log.Should().Equal("11ab");

        Deferred.Succeed("x").AddCallback(static (s, to) => Deferred.Succeed().AddCallback(() => to.Add(s)), log);
        Deferred.Succeed("y").AddCallback(static (s, to) =>
        {
            to.Add(s);
            return Task.CompletedTask;
        }, log);
        log.Should().Equal("11ab", "x", "y");
    }

    [Test]
    public void AddCallback_WithStateWithoutValue_EachShapeGetsTheState()
    {
        var log = new List<string>();
        Deferred.Succeed().AddCallback(static to => to.Add("do"), log);
        Deferred.Succeed().AddCallback(static n => n + 1, 1).AddCallback(n => log.Add($"{n}"));
        Deferred.Succeed().AddCallback(static to => Deferred.Succeed().AddCallback(() => to.Add("deferred")), log);
        Deferred.Succeed().AddCallback(static n => Deferred.Succeed(n + 1), 2).AddCallback(n => log.Add($"{n}"));
        Deferred.Succeed().AddCallback(static n => Task.FromResult(n + 1), 3).AddCallback(n => log.Add($"{n}"));
        Deferred.Succeed().AddCallback(static to => Task.Run(static () => { }), log);
        log.Should().Equal("do", "2", "deferred", "3", "4");
    }

    [Test]
    public void AddErrback_WithState_EachShapeGetsFailureAndState()
    {
        Result(Failed().AddErrback(static (f, s) => f.Value.Message.Length + s, 10)).Should().Be(13);
        Result(Failed().AddErrback(static (f, s) => Deferred.Succeed(s), 10)).Should().Be(10);
        Result(Failed().AddErrback(static (Failure f, List<string> to) => to.Add(f.Value.Message), new List<string>())).Should().Be(0);
        Result(Failed().AddErrback(static (f, s) => new Failure(s), new NotSupportedException())).Should().BeOfType<NotSupportedException>();
        Result(Deferred.Succeed(1).AddErrback(static (f, s) => s, 10)).Should().Be(1);
    }

    [Test]
    public void AddErrback_WithStateWithoutValue_EachShapeGetsFailureAndState()
    {
        var log = new List<string>();
        Deferred.Fail(_error).AddErrback(static (Failure f, List<string> to) => to.Add(f.Value.Message), log);
        Deferred.Fail(_error).AddErrback(static (f, to) => Deferred.Succeed().AddCallback(() => to.Add("later")), log);
        Deferred.Fail(_error).AddErrback(static (f, e) => new Failure(e), new NotSupportedException("other"))
            .AddErrback(f => log.Add(f.Value.Message));
        log.Should().Equal("bad", "later", "other");
    }

    [Test]
    public void AddBoth_WithState_EachShapeGetsOutcomeAndState()
    {
        Result(Deferred.Succeed(1).AddBoth(static (o, s) => $"{o}{s}", "s")).Should().Be("1s");
        Result(Failed().AddBoth(static (o, s) => o.IsSuccess ? "no" : s, "s")).Should().Be("s");
        Result(Deferred.Succeed(1).AddBoth(static (o, s) => Deferred.Succeed(s), "later")).Should().Be("later");
        Result(Failed().AddBoth(static (Outcome<int> o, int s) => o, 1)).Should().BeSameAs(_error);
        var log = new List<string>();
        Deferred.Succeed(1).AddBoth(static (Outcome<int> o, List<string> to) => to.Add($"{o}"), log);
        Deferred.Succeed().AddBoth(static (Outcome o, List<string> to) => to.Add($"{o}"), log);
        Deferred.Succeed().AddBoth(static (o, s) => s, "value").AddCallback(s => log.Add(s));
        Deferred.Succeed().AddBoth(static (o, to) => Deferred.Succeed().AddCallback(() => to.Add("later")), log);
        log.Should().Equal("1", "success", "value", "later");
    }

    [Test]
    public void AddCallbacks_WithState_RunsOneOfTwo()
    {
        Result(Deferred.Succeed(1).AddCallbacks(static (n, s) => $"{n}{s}", static (f, s) => s, "s")).Should().Be("1s");
        Result(Failed().AddCallbacks(static (n, s) => $"{n}{s}", static (f, s) => s, "s")).Should().Be("s");
        Result(Failed().AddCallbacks(static (n, s) => Deferred.Succeed(n), static (f, s) => Deferred.Succeed(s), 7)).Should().Be(7);
        var log = new List<string>();
        Failed().AddCallbacks(static (n, to) => to.Add($"{n}"), static (f, to) => to.Add(f.Value.Message), log);
        log.Should().Equal("bad");
    }

    [Test]
    public void AddCallback_NullWithState_ThrowsAtTheCall() =>
        Deferred.Succeed(1).Invoking(d => d.AddCallback((Func<int, int, int>)null!, 1)).Should().Throw<ArgumentNullException>();

    private static object? Result<T>(Deferred<T> d)
    {
        object? result = "nothing";
        d.AddBoth(o => { result = o.IsSuccess ? o.Value : o.Failure.Value; });
        return result;
    }

    private Deferred<int> Failed() => Deferred.Fail<int>(_error);
}
