using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Transcripts;

/// <summary>DeferredLock: whose turn it is; the C# of locks.py.</summary>
internal static class Locks
{
    internal static void LocksInTurn(Say say)
    {
        var turn = new DeferredLock();
        foreach (var name in new[] { "a", "b", "c" })
        {
            turn.Acquire().AddCallback(got => { say(name, "has it", got == turn, State(turn)); });
            say("asked for", name, State(turn));
        }
        for (var i = 0; i < 3; i++)
        {
            turn.Release();
            say("released", State(turn));
        }
        turn.Acquire().AddCallback(got => { say("d", "has it", got == turn, State(turn)); });
        turn.Release();
        say("at the end", State(turn));
    }

    internal static void ReleaseInTheCallback(Say say)
    {
        var turn = new DeferredLock();
        turn.Acquire();
        foreach (var name in new[] { "a", "b", "c" })
            turn.Acquire().AddCallback(_ => Turn(name));
        say("asked", State(turn));
        turn.Release();
        say("released", State(turn));
        turn.Acquire().AddCallback(_ => Turn("d"));
        say("at the end", State(turn));

        void Turn(string name)
        {
            say(name, "begins", State(turn));
            turn.Release();
            say(name, "ends", State(turn));
        }
    }

    internal static void AcquireInTheCallback(Say say)
    {
        var turn = new DeferredLock();
        turn.Acquire().AddCallback(_ => { say("first", State(turn)); });
        turn.Acquire().AddCallback(_ =>
        {
            say("a begins", State(turn));
            turn.Acquire().AddCallback(_ => { say("a again", State(turn)); });
            turn.Release();
            say("a ends", State(turn));
        });
        turn.Acquire().AddCallback(_ => { say("b", State(turn)); });
        turn.Release();
        say("released", State(turn));
        turn.Release();
        say("released", State(turn));
        turn.Release();
        say("at the end", State(turn));
    }

    internal static void LockCancels(Say say)
    {
        var turn = new DeferredLock();
        var first = turn.Acquire();
        var (second, third, fourth) = (turn.Acquire(), turn.Acquire(), turn.Acquire());
        foreach (var (name, d) in new[] { ("second", second), ("third", third), ("fourth", fourth) })
            d.AddCallbacks(_ => say(name, "has it"), f => say(name, f));
        third.Cancel();
        say("cancelled the third", State(turn));
        first.Cancel();
        say("cancelled the first", State(turn));
        turn.Release();
        say("released", State(turn));
        second.Cancel();
        third.Cancel();
        say("cancelled both again", State(turn));
        turn.Release();
        say("released", State(turn));
        turn.Release();
        say("released", State(turn));
    }

    internal static void LockMisuse(Say say)
    {
        var turn = new DeferredLock();
        say.Attempt("releasing", turn.Release);
        turn.Acquire();
        say.Attempt("releasing", turn.Release);
        say.Attempt("releasing again", turn.Release);
        say("at the end", State(turn));
        turn.Acquire().AddCallback(_ => { say("still works", State(turn)); });
        say.Attempt("releasing", turn.Release);
    }

    internal static void LockRuns(Say say)
    {
        var turn = new DeferredLock();
        var step = new Deferred<string>();
        turn.Run(Value).Watch(say, "value gave");
        say("then", State(turn));
        turn.Run(Waiting).Watch(say, "waiting gave");
        var failing = turn.Run(Raising);
        failing.Watch(say, "raising gave");
        turn.Run(Value).Watch(say, "value gave again");
        say("then", State(turn));
        step.Callback("step");
        say("at the end", State(turn));
        failing.Quiet();

        string Value()
        {
            say("value", State(turn));
            return "value";
        }

        Deferred<string> Waiting()
        {
            say("waiting", State(turn));
            return step;
        }

        string Raising()
        {
            say("raising", State(turn));
            throw new TroubleException("in the lock");
        }
    }

    internal static void LockRunIsCancelled(Say say)
    {
        var turn = new DeferredLock();
        var step = new Deferred(_ => say("the step's canceller"));
        var first = turn.Run(() => step);
        var second = turn.Run(() => say("second, never"));
        var third = turn.Run(() => say("third runs", State(turn)));
        foreach (var (name, d) in new[] { ("first", first), ("second", second), ("third", third) })
            d.Watch(say, name);
        say("asked", State(turn));
        second.Cancel();
        say("cancelled the second", State(turn));
        first.Cancel();
        say("cancelled the first", State(turn));
        first.Quiet();
        second.Quiet();
    }

    internal static void LockInMethods(Say say)
    {
        var turn = new DeferredLock();
        Deferred<string>[] steps = [new(), new(), new()];
        for (var i = 0; i < 3; i++)
            _ = Method(i);
        steps[1].Errback(new TroubleException("one"));
        say("fired one", State(turn));
        steps[0].Callback("zero");
        say("fired zero", State(turn));
        steps[2].Callback("two");
        say("fired two", State(turn));

        async Deferred Method(int i)
        {
            say("method", i, "asks");
            await turn.Acquire();
            try
            {
                say("method", i, "has it");
                var got = await steps[i];
                say("method", i, "got", got);
            }
            catch (TroubleException e)
            {
                say("method", i, "caught", e);
            }
            finally
            {
                say("method", i, "releases");
                turn.Release();
            }
            say("method", i, "ends");
        }
    }

    private static string State(DeferredLock turn) => $"{(turn.IsLocked ? "locked" : "free")} {turn.Waiting}";
}
