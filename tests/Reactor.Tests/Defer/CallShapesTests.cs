using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Defer;

/// <summary>Each way to write a callback binds to the overload that the reader means.</summary>
[TestFixture]
public sealed class CallShapesTests
{
    private static readonly Type NoValue = typeof(Deferred);
    private static readonly Type Text = typeof(Deferred<string>);
    private static readonly Type Number = typeof(Deferred<int>);
    private static readonly Type Fails = typeof(FormatException);

    private static IEnumerable<TestCaseData> AfterValue()
    {
        yield return Shape("value", d => d.AddCallback(s => s.Length), Number, 3);
        yield return Shape("same type", d => d.AddCallback(s => s + "!"), Text, "abc!");
        yield return Shape("void", d => d.AddCallback(s => Void(s)), NoValue, null);
        yield return Shape("void block", d => d.AddCallback(s => { Void(s); }), NoValue, null);
        yield return Shape("new type by constructor",
            d => d.AddCallback(s => new Uri("http://" + s)), typeof(Deferred<Uri>), new Uri("http://abc"));
        yield return Shape("no parameter, value", d => d.AddCallback(() => 3), Number, 3);
        yield return Shape("no parameter, void", d => d.AddCallback(() => { }), NoValue, null);
        yield return Shape("Deferred of value", d => d.AddCallback(s => Deferred.Succeed(s.Length)), Number, 3);
        yield return Shape("Deferred", d => d.AddCallback(s => Deferred.Succeed()), NoValue, null);
        yield return Shape("Task of value", d => d.AddCallback(s => Task.FromResult(s.Length)), Number, 3);
        yield return Shape("Task", d => d.AddCallback(s => Task.CompletedTask), NoValue, null);
        yield return Shape("async value", d => d.AddCallback(async s => { await Task.CompletedTask; return s.Length; }), Number, 3);
        yield return Shape("async void-like", d => d.AddCallback(async s => { await Task.CompletedTask; }), NoValue, null);
        yield return Shape("async that throws",
            d => d.AddCallback(async s => { await Task.CompletedTask; throw new FormatException(); }), NoValue, Fails);
        yield return Shape("async over a Deferred", d => d.AddCallback(async s => await Deferred.Succeed(s.Length)), Number, 3);
        yield return Shape("throw expression", d => d.AddCallback(s => throw new FormatException()), NoValue, Fails);
        yield return Shape("throw block", d => d.AddCallback(s => { throw new FormatException(); }), NoValue, Fails);
        yield return Shape("value or throw", d => d.AddCallback(s => s.Length > 9 ? 1 : throw new FormatException()), Number, Fails);
        yield return Shape("Failure", d => d.AddCallback(s => new Failure(new FormatException())), Text, Fails);
        yield return Shape("tuple", d => d.AddCallback(s => (s, s.Length)), typeof(Deferred<(string, int)>), ("abc", 3));
        yield return Shape("group: value", d => d.AddCallback(Length), Number, 3);
        yield return Shape("group: overloaded", d => d.AddCallback(Console.Out.Write), NoValue, null);
        yield return Shape("group: void", d => d.AddCallback(Void), NoValue, null);
        yield return Shape("group: Deferred of value", d => d.AddCallback(LaterLength), Number, 3);
        yield return Shape("group: Task", d => d.AddCallback(VoidTask), NoValue, null);
        yield return Shape("group: Task of value", d => d.AddCallback(LengthTask), Number, 3);
        yield return Shape("group: Failure", d => d.AddCallback(Fail), Text, Fails);
        yield return Shape("group: List.Add", d => d.AddCallback(new List<string>().Add), NoValue, null);
        yield return Shape("both: outcome back", d => d.AddBoth(o => o), Text, "abc");
        yield return Shape("both: value", d => d.AddBoth(o => o.Value.Length), Number, 3);
        yield return Shape("both: void", d => d.AddBoth(o => Void(o.Value)), NoValue, null);
        yield return Shape("both: discard", d => d.AddBoth(_ => Void("")), NoValue, null);
        yield return Shape("both: Failure", d => d.AddBoth(o => new Failure(new FormatException())), Text, Fails);
        yield return Shape("both: outcome or Failure",
            d => d.AddBoth(o => o.IsSuccess ? o : new Failure(new FormatException())), Text, "abc");
        yield return Shape("both: throw", d => d.AddBoth(o => throw new FormatException()), NoValue, Fails);
        yield return Shape("both: Deferred of value", d => d.AddBoth(o => Deferred.Succeed(3)), Number, 3);
        yield return Shape("both: Deferred", d => d.AddBoth(o => Deferred.Succeed()), NoValue, null);
        yield return Shape("both: Task", d => d.AddBoth(o => Task.CompletedTask), NoValue, null);
        yield return Shape("both: Task of value", d => d.AddBoth(o => Task.FromResult(3)), Number, 3);
        yield return Shape("both: async", d => d.AddBoth(async o => { await Task.CompletedTask; }), NoValue, null);
        yield return Shape("both: async value", d => d.AddBoth(async o => { await Task.CompletedTask; return 3; }), Number, 3);
        yield return Shape("pair: values", d => d.AddCallbacks(s => s.Length, f => -1), Number, 3);
        yield return Shape("pair: void", d => d.AddCallbacks(s => Void(s), f => Void("")), NoValue, null);
        yield return Shape("pair: Deferreds of values", d => d.AddCallbacks(s => Deferred.Succeed(3), f => Deferred.Succeed(4)), Number, 3);
        yield return Shape("pair: Deferreds", d => d.AddCallbacks(s => Deferred.Succeed(), f => Deferred.Succeed()), NoValue, null);
        yield return Shape("pair: Tasks of values", d => d.AddCallbacks(s => Task.FromResult(3), f => Task.FromResult(4)), Number, 3);
        yield return Shape("pair: Tasks", d => d.AddCallbacks(s => Task.CompletedTask, f => Task.CompletedTask), NoValue, null);
        yield return Shape("pair: async",
            d => d.AddCallbacks(async s => { await Task.CompletedTask; }, async f => { await Task.CompletedTask; }), NoValue, null);
        yield return Shape("pair: groups", d => d.AddCallbacks(Length, f => -1), Number, 3);
    }

    private static IEnumerable<TestCaseData> AfterFailure()
    {
        yield return Shape("value", d => d.AddErrback(f => "saved"), Text, "saved");
        yield return Shape("void", d => d.AddErrback(f => Void("")), Text, null);
        yield return Shape("passes it on", d => d.AddErrback(f => f), Text, typeof(NotSupportedException));
        yield return Shape("another Failure", d => d.AddErrback(f => new Failure(new FormatException())), Text, Fails);
        yield return Shape("throw expression", d => d.AddErrback(f => throw new FormatException()), Text, Fails);
        yield return Shape("throw block", d => d.AddErrback(f => { throw new FormatException(); }), Text, Fails);
        yield return Shape("trap", d => d.AddErrback(f => f.Trap<NotSupportedException>().Message), Text, "given");
        yield return Shape("trap of another type",
            d => d.AddErrback(f => f.Trap<FormatException>().Message), Text, typeof(NotSupportedException));
        yield return Shape("trap as a statement", d => d.AddErrback(f => { f.Trap<NotSupportedException>(); }), Text, null);
        yield return Shape("Deferred of value", d => d.AddErrback(f => Deferred.Succeed("later")), Text, "later");
        yield return Shape("Deferred", d => d.AddErrback(f => Deferred.Succeed()), Text, null);
        yield return Shape("Deferred of another type", d => d.AddErrback(f => Deferred.Succeed(7)), Text, null);
        yield return Shape("Deferred that fails", d => d.AddErrback(f => Deferred.Fail(new FormatException())), Text, Fails);
        yield return Shape("Task of value", d => d.AddErrback(f => Task.FromResult("task")), Text, "task");
        yield return Shape("Task", d => d.AddErrback(f => Task.CompletedTask), Text, null);
        yield return Shape("async value", d => d.AddErrback(async f => { await Task.CompletedTask; return "x"; }), Text, "x");
        yield return Shape("async void-like", d => d.AddErrback(async f => { await Task.CompletedTask; }), Text, null);
        yield return Shape("async that throws",
            d => d.AddErrback(async f => { await Task.CompletedTask; throw new FormatException(); }), Text, Fails);
        yield return Shape("group: void", d => d.AddErrback(Handle), Text, null);
        yield return Shape("group: value", d => d.AddErrback(Save), Text, "saved");
        yield return Shape("group: Task", d => d.AddErrback(HandleTask), Text, null);
        yield return Shape("group: overloaded", d => d.AddErrback(Console.Out.Write), Text, null);
        yield return Shape("both: void", d => d.AddBoth(o => Handle(o.Failure!)), NoValue, null);
        yield return Shape("both: outcome back", d => d.AddBoth(o => o), Text, typeof(NotSupportedException));
        yield return Shape("both: reads the value", d => d.AddBoth(o => o.Value.Length), Number, typeof(NotSupportedException));
        yield return Shape("pair: values", d => d.AddCallbacks(s => s.Length, f => -1), Number, -1);
        yield return Shape("pair: Deferreds of values", d => d.AddCallbacks(s => Deferred.Succeed(3), f => Deferred.Succeed(4)), Number, 4);
        yield return Shape("pair: Tasks",
            d => d.AddCallbacks(s => Task.CompletedTask, f => Task.FromException(new FormatException())), NoValue, Fails);
        yield return Shape("callback is passed by", d => d.AddCallback(s => s.Length), Number, typeof(NotSupportedException));
        yield return Shape("void callback is passed by", d => d.AddCallback(s => Void(s)), NoValue, typeof(NotSupportedException));
    }

    private static IEnumerable<TestCaseData> WithoutValue()
    {
        yield return Plain("void", d => d.AddCallback(() => Void("")), NoValue, null);
        yield return Plain("value", d => d.AddCallback(() => 3), Number, 3);
        yield return Plain("Deferred", d => d.AddCallback(() => Deferred.Succeed()), NoValue, null);
        yield return Plain("Deferred of value", d => d.AddCallback(() => Deferred.Succeed(3)), Number, 3);
        yield return Plain("Task", d => d.AddCallback(() => Task.CompletedTask), NoValue, null);
        yield return Plain("Task of value", d => d.AddCallback(() => Task.FromResult(3)), Number, 3);
        yield return Plain("async", d => d.AddCallback(async () => await Task.CompletedTask), NoValue, null);
        yield return Plain("async value", d => d.AddCallback(async () => { await Task.CompletedTask; return 3; }), Number, 3);
        yield return Plain("throw", d => d.AddCallback(() => throw new FormatException()), NoValue, Fails);
        yield return Plain("Failure", d => d.AddCallback(() => new Failure(new FormatException())), NoValue, Fails);
        yield return Plain("group", d => d.AddCallback(Console.Out.Flush), NoValue, null);
        yield return Plain("both: void", d => d.AddBoth(o => Void("")), NoValue, null);
        yield return Plain("both: value", d => d.AddBoth(o => 3), Number, 3);
        yield return Plain("both: outcome back", d => d.AddBoth(o => o), NoValue, null);
        yield return Plain("both: Failure", d => d.AddBoth(o => new Failure(new FormatException())), NoValue, Fails);
        yield return Plain("both: Deferred of value", d => d.AddBoth(o => Deferred.Succeed(3)), Number, 3);
        yield return Plain("both: Task of value", d => d.AddBoth(o => Task.FromResult(3)), Number, 3);
        yield return Plain("both: async", d => d.AddBoth(async o => await Task.CompletedTask), NoValue, null);
        yield return Plain("pair: void", d => d.AddCallbacks(() => Void(""), f => Handle(f)), NoValue, null);
        yield return Plain("pair: Deferreds", d => d.AddCallbacks(() => Deferred.Succeed(), f => Deferred.Succeed()), NoValue, null);
        yield return Plain("pair: Tasks",
            d => d.AddCallbacks(() => Task.FromException(new FormatException()), f => Task.CompletedTask), NoValue, Fails);
        yield return Plain("errback is passed by", d => d.AddErrback(f => Handle(f)), NoValue, null);
        yield return Plain("fails, then void errback", d => Failing(d).AddErrback(f => Handle(f)), NoValue, null);
        yield return Plain("fails, then throw", d => Failing(d).AddErrback(f => throw new FormatException()), NoValue, Fails);
        yield return Plain("fails, then itself", d => Failing(d).AddErrback(f => f), NoValue, typeof(NotSupportedException));
        yield return Plain("fails, then Deferred", d => Failing(d).AddErrback(f => Deferred.Succeed()), NoValue, null);
        yield return Plain("fails, then Task", d => Failing(d).AddErrback(f => Task.CompletedTask), NoValue, null);
        yield return Plain("fails, then async", d => Failing(d).AddErrback(async f => await Task.CompletedTask), NoValue, null);
        yield return Plain("fails, then outcome back", d => Failing(d).AddBoth(o => o), NoValue, typeof(NotSupportedException));
    }

    [TestCaseSource(nameof(AfterValue))]
    public void DeferredOfT_FiredWithValue_BindsAsMeant(Func<Deferred<string>, Deferred> shape, Type handle, object? expected)
    {
        var early = new Deferred<string>();
        var added = shape(early);
        early.Callback("abc");
        Check(added, handle, expected);
        Check(shape(Deferred.Succeed("abc")), handle, expected);
    }

    [TestCaseSource(nameof(AfterFailure))]
    public void DeferredOfT_FiredWithFailure_BindsAsMeant(Func<Deferred<string>, Deferred> shape, Type handle, object? expected)
    {
        var early = new Deferred<string>();
        var added = shape(early);
        early.Errback(new NotSupportedException("given"));
        Check(added, handle, expected);
    }

    [TestCaseSource(nameof(WithoutValue))]
    public void Deferred_Fired_BindsAsMeant(Func<Deferred, Deferred> shape, Type handle, object? expected)
    {
        var early = new Deferred();
        var added = shape(early);
        early.Callback();
        Check(added, handle, expected);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void TheFirstProgram_EitherOutcome_PrintsAndStops(bool isSuccess)
    {
        var output = new StringWriter();
        var errors = new StringWriter();
        var stops = 0;
        void Stop() => stops++;

        var d = new Deferred<string>();
        d.AddCallback(page => output.WriteLine(page.Length)).AddErrback(f => errors.WriteLine(f)).AddBoth(_ => Stop());
        if (isSuccess)
            d.Callback("<html>");
        else
            d.Errback(new TimeoutException("too late"));

        output.ToString().TrimEnd().Should().Be(isSuccess ? "6" : "");
        errors.ToString().TrimEnd().Should().Be(isSuccess ? "" : "[Failure: System.TimeoutException: too late]");
        stops.Should().Be(1);
    }

    [Test]
    public void Add_NullCallback_ThrowsAtOnce()
    {
        var d = new Deferred<string>();
        FluentActions.Invoking(() => d.AddCallback((Func<string, int>)null!))
            .Should().Throw<ArgumentNullException>().WithParameterName("callback");
        FluentActions.Invoking(() => d.AddErrback((Action<Failure>)null!))
            .Should().Throw<ArgumentNullException>().WithParameterName("errback");
        FluentActions.Invoking(() => d.AddCallback((Func<string, Task>)null!)).Should().Throw<ArgumentNullException>();
    }

    private static TestCaseData Shape(string name, Func<Deferred<string>, Deferred> shape, Type handle, object? expected) =>
        new TestCaseData(shape, handle, expected).SetArgDisplayNames(name);

    private static TestCaseData Plain(string name, Func<Deferred, Deferred> shape, Type handle, object? expected) =>
        new TestCaseData(shape, handle, expected).SetArgDisplayNames(name);

    private static void Check(Deferred added, Type handle, object? expected)
    {
        added.GetType().Should().Be(handle);
        added.Chain.IsSettled.Should().BeTrue();
        if (expected is Type failure)
            added.Chain.Result.Should().BeOfType<Failure>().Which.Value.Should().BeOfType(failure);
        else
            added.Chain.Result.Should().Be(expected);
        added.AddErrback(_ => { });
    }

    private static Deferred Failing(Deferred d) => d.AddCallback(() => throw new NotSupportedException());

    private static int Length(string s) => s.Length;

    private static void Void(string s) => _ = s;

    private static Deferred<int> LaterLength(string s) => Deferred.Succeed(s.Length);

    private static Task VoidTask(string s) => Task.CompletedTask;

    private static Task<int> LengthTask(string s) => Task.FromResult(s.Length);

    private static Failure Fail(string s) => new(new FormatException(s));

    private static void Handle(Failure f) => _ = f.Value;

    private static string Save(Failure f) => "saved";

    private static Task HandleTask(Failure f) => Task.CompletedTask;
}
