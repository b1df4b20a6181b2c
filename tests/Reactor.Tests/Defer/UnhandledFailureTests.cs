using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class UnhandledFailureTests
{
    private LogWatch _log = null!;

    [SetUp]
    public void Watch() => _log = new LogWatch();

    [TearDown]
    public void Stop() => _log.Dispose();

    [Test]
    public void Failed_Dropped_IsLoggedOnce() =>
        _log.After(e => new Deferred<int>().Errback(e)).Should().ContainSingle().Which.Message.Should().Be("Unhandled error in Deferred");

    [Test]
    public void CallbackThrew_Dropped_IsLoggedOnce() =>
        _log.After(e => Deferred.Succeed(1).AddCallback(int (_) => throw e).AddCallback(n => n + 1)).Should().ContainSingle();

    [Test]
    public void ErrbackPassesItOn_Dropped_IsLoggedOnce() =>
        _log.After(e => Deferred.Fail<int>(e).AddErrback(f => f)).Should().ContainSingle();

    [Test]
    public void Failed_InACycle_IsLogged() =>
        _log.After(e =>
        {
            var d = new Deferred<object>();
            d.AddCallback(o => d.Paused);
            d.Errback(e);
        }).Should().ContainSingle();

    [Test]
    public void Waiting_InnerFails_IsLoggedOnceThoughTwoHoldIt() =>
        _log.After(e =>
        {
            var inner = new Deferred<int>();
            Deferred.Succeed(1).AddCallback(_ => inner);
            inner.Errback(e);
        }).Should().ContainSingle();

    [Test]
    public void AsyncMethodThrows_Dropped_IsLoggedOnce() =>
        _log.After(e => _ = Throw(e)).Should().ContainSingle();

    [Test]
    public void Failed_StillHeld_IsNotLogged()
    {
        Deferred<int>? held = null;
        _log.After(e => held = Deferred.Fail<int>(e)).Should().BeEmpty();
        held!.AddErrback(_ => { });
        GC.KeepAlive(held);
    }

    [Test]
    public void Failed_HandledLater_IsNotLogged() =>
        _log.After(e =>
        {
            var d = Deferred.Fail<int>(e);
            d.AddCallback(n => n);
            d.AddErrback(_ => 1);
        }).Should().BeEmpty();

    [Test]
    public void Failed_HandedToAnotherThatHandlesIt_IsNotLogged() =>
        _log.After(e =>
        {
            var fired = Deferred.Fail<int>(e);
            var late = new Deferred<int>();
            Deferred.Succeed(1).AddCallback(_ => fired).AddErrback(_ => 0);
            Deferred.Succeed(1).AddCallback(_ => late).AddErrback(_ => 0);
            late.Errback(e);
        }).Should().BeEmpty();

    [Test]
    public void Failed_TakenOverByAnUnfinishedOuterAndHandled_IsNotLogged() =>
        _log.After(e =>
        {
            var inner = new Deferred<string>();
            var outer = Deferred.Succeed("o").AddCallback(_ => inner);
            inner.AddCallback(string (_) => throw e);
            outer.AddCallback(_ => inner);
            inner.Callback("v");
            outer.AddErrback(_ => "handled");
        }).Should().BeEmpty();

    [Test]
    public void Failed_Chained_IsNotLogged() =>
        _log.After(e =>
        {
            var other = new Deferred<int>();
            other.AddErrback(_ => 0);
            Deferred.Fail<int>(e).ChainDeferred(other);
        }).Should().BeEmpty();

    [Test]
    public void Failed_Awaited_IsNotLogged() =>
        _log.After(e =>
        {
            _ = CatchAll(Deferred.Fail<int>(e));
            var late = new Deferred<int>();
            _ = CatchAll(late);
            late.Errback(e);
        }).Should().BeEmpty();

    [Test]
    public void Failed_AwaitedByATask_IsNotLogged() =>
        _log.After(e =>
        {
            var late = new Deferred<int>();
            var task = CatchInTask(late);
            late.Errback(e);
            task.IsCompletedSuccessfully.Should().BeTrue();
        }).Should().BeEmpty();

    [Test]
    public void Failed_AsTask_IsNotLogged() =>
        _log.After(e =>
        {
            _ = Deferred.Fail<int>(e).AsTask().Exception;
            var late = new Deferred();
            var task = late.AsTask();
            late.Errback(e);
            _ = task.Exception;
        }).Should().BeEmpty();

    [Test]
    public void Awaited_ThenALaterCallbackThrows_IsLogged() =>
        _log.After(e =>
        {
            var d = Deferred.Fail<int>(new NotSupportedException());
            _ = CatchAll(d);
            d.AddErrback(int (_) => throw e);
        }).Should().ContainSingle();

    [Test]
    public void ErrorWithoutReadableText_IsLoggedWithoutHarm()
    {
        var error = Console.Error;
        try
        {
            var written = new StringWriter();
            Console.SetError(written);
            _log.Dispose();
            Log.Err(new Unreadable(), "unreadable");
            Log.Err(new FormatException("readable"), "while testing");
            written.ToString().Should().StartWith("unreadable: " + typeof(Unreadable).FullName)
                .And.Contain("while testing: System.FormatException: readable");
        }
        finally
        {
            Console.SetError(error);
        }
    }

    private static async Deferred<int> Throw(Exception e)
    {
        await Deferred.Succeed();
        throw e;
    }

    private static async Deferred CatchAll(Deferred<int> d)
    {
        try
        {
            await d;
        }
        catch (Exception)
        {
            // What is awaited counts as seen, whatever the method does with it.
        }
    }

    private static async Task CatchInTask(Deferred<int> d)
    {
        try
        {
            await d;
        }
        catch (FormatException)
        {
            // As above.
        }
    }

    private sealed class Unreadable : Exception
    {
        public override string ToString() => throw new NotSupportedException();
    }
}
