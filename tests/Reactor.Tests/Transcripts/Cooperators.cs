using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transcripts;

/// <summary>Cooperator: many iterators, each in turn; the C# of cooperators.py.</summary>
internal static class Cooperators
{
    /// <summary>A cooperator that makes so many steps a tick, a tick a second.</summary>
    internal static Cooperator Cooperating(Clock clock, int steps = 1, bool started = true) => new(
        () =>
        {
            var left = steps;
            return () => --left <= 0;
        },
        tick => clock.CallLater(1, tick),
        started);

    internal static IEnumerator<Deferred?> Work(Say say, string name, int count)
    {
        for (var i = 0; i < count; i++)
        {
            say(name, "step", i);
            yield return null;
        }
    }

    /// <summary>Says how a task ended.</summary>
    internal static void Ends(this Deferred<IEnumerator<Deferred?>> d, Say say, string name) =>
        d.AddCallbacks(_ => say(name, "ends"), f => say(name, "ends with", f));

    internal static void Run(Say say, Clock clock, int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            clock.Advance(1);
            say("second", clock.Seconds());
        }
    }

    internal static void TasksTakeTurns(Say say)
    {
        var clock = new Clock();
        var cooperator = Cooperating(clock);
        foreach (var (name, count) in new[] { ("a", 3), ("b", 1), ("c", 2) })
            cooperator.Cooperate(Work(say, name, count)).WhenDone().Ends(say, name);
        say("made", "left", clock.Pending());
        Run(say, clock, 10);
        say("left", clock.Pending());
    }

    internal static void ManyStepsATick(Say say)
    {
        var clock = new Clock();
        var cooperator = Cooperating(clock, steps: 3);
        foreach (var (name, count) in new[] { ("a", 4), ("b", 2) })
            cooperator.Cooperate(Work(say, name, count)).WhenDone().Ends(say, name);
        Run(say, clock, 4);
        say("left", clock.Pending());
    }

    internal static void TasksComeLater(Say say)
    {
        var clock = new Clock();
        var cooperator = Cooperating(clock);
        cooperator.Cooperate(First()).WhenDone().Ends(say, "a");
        Run(say, clock, 7);
        say("left", clock.Pending());
        cooperator.Cooperate(Work(say, "c", 1)).WhenDone().Ends(say, "c");
        say("left", clock.Pending());
        Run(say, clock, 2);

        IEnumerator<Deferred?> First()
        {
            for (var i = 0; i < 3; i++)
            {
                say("a step", i);
                if (i == 1)
                {
                    cooperator.Cooperate(Work(say, "b", 2)).WhenDone().Ends(say, "b");
                    say("a added b");
                }
                yield return null;
            }
        }
    }

    internal static void TaskPausesAndResumes(Say say)
    {
        var clock = new Clock();
        var cooperator = Cooperating(clock);
        var (a, b) = (cooperator.Cooperate(Work(say, "a", 4)), cooperator.Cooperate(Work(say, "b", 2)));
        a.WhenDone().Ends(say, "a");
        b.WhenDone().Ends(say, "b");
        Run(say, clock, 1);
        a.Pause();
        a.Pause();
        say("paused twice");
        Run(say, clock, 3);
        say("left", clock.Pending());
        a.Resume();
        say("resumed once", "left", clock.Pending());
        Run(say, clock, 1);
        a.Resume();
        say("resumed twice", "left", clock.Pending());
        say.Attempt("resuming again", a.Resume);
        Run(say, clock, 4);
    }

    internal static void TaskIsStopped(Say say)
    {
        var clock = new Clock();
        var cooperator = Cooperating(clock);
        var (a, b) = (cooperator.Cooperate(Work(say, "a", 9)), cooperator.Cooperate(Work(say, "b", 2)));
        a.WhenDone().Ends(say, "a");
        b.WhenDone().Ends(say, "b");
        Run(say, clock, 2);
        a.Stop();
        say("stopped");
        a.WhenDone().Ends(say, "a again");
        say.Attempt("stopping again", a.Stop);
        say.Attempt("pausing", a.Pause);
        say.Attempt("resuming", a.Resume);
        Run(say, clock, 3);
        say("left", clock.Pending());
    }

    internal static void LastTaskIsStopped(Say say)
    {
        var clock = new Clock();
        var cooperator = Cooperating(clock);
        var a = cooperator.Cooperate(Work(say, "a", 9));
        Run(say, clock, 1);
        say("left", clock.Pending());
        a.WhenDone().Ends(say, "a");
        a.Stop();
        say("left", clock.Pending());
        var b = cooperator.Cooperate(Work(say, "b", 9));
        say("left", clock.Pending());
        b.Pause();
        say("left", clock.Pending());
        b.WhenDone().Ends(say, "b");
        b.Stop();
        b.WhenDone().AddErrback(f => say("b later", f));
        say("left", clock.Pending());
    }

    internal static void TaskFails(Say say)
    {
        var clock = new Clock();
        var cooperator = Cooperating(clock);
        var (a, b) = (cooperator.Cooperate(Failing()), cooperator.Cooperate(Work(say, "b", 2)));
        a.WhenDone().Ends(say, "a");
        a.WhenDone().Ends(say, "a too");
        b.WhenDone().Ends(say, "b");
        Run(say, clock, 5);
        a.WhenDone().Ends(say, "a later");
        say.Attempt("stopping", a.Stop);
        say.Attempt("pausing", a.Pause);

        IEnumerator<Deferred?> Failing()
        {
            say("a step 0");
            yield return null;
            say("a raises");
            throw new TroubleException("in the iterator");
        }
    }

    internal static void TaskIsDone(Say say)
    {
        var clock = new Clock();
        var cooperator = Cooperating(clock);
        var iterator = Work(say, "a", 1);
        var a = cooperator.Cooperate(iterator);
        a.WhenDone().AddCallback(got => { say("the iterator", got == iterator); });
        a.WhenDone().Ends(say, "a");
        Run(say, clock, 3);
        a.WhenDone().Ends(say, "a later");
        say.Attempt("stopping", a.Stop);
        say.Attempt("pausing", a.Pause);
        say.Attempt("resuming", a.Resume);
        say("left", clock.Pending());
    }

    internal static void StopInACallback(Say say)
    {
        var clock = new Clock();
        var cooperator = Cooperating(clock);
        var (a, b) = (cooperator.Cooperate(Work(say, "a", 1)), cooperator.Cooperate(Work(say, "b", 9)));
        a.WhenDone().AddCallback(_ =>
        {
            say("a ends and stops the other");
            b.Stop();
            say("stopped");
        });
        b.WhenDone().Ends(say, "b");
        Run(say, clock, 4);
        say("left", clock.Pending());
    }

    internal static void StopInsideTheIterator(Say say)
    {
        var clock = new Clock();
        var cooperator = Cooperating(clock);
        var tasks = new List<CooperativeTask>();
        tasks.Add(cooperator.Cooperate(Stopping()));
        tasks.Add(cooperator.Cooperate(Work(say, "b", 9)));
        tasks[0].WhenDone().Ends(say, "a");
        tasks[1].WhenDone().Ends(say, "b");
        Run(say, clock, 3);
        say("left", clock.Pending());

        IEnumerator<Deferred?> Stopping()
        {
            say("a stops b");
            tasks[1].Stop();
            yield return null;
            say("a stops itself");
            tasks[0].Stop();
            say("a goes on");
            yield return null;
            say("never");
        }
    }

    internal static void PauseInsideTheIterator(Say say)
    {
        var clock = new Clock();
        var cooperator = Cooperating(clock, steps: 2);
        var tasks = new List<CooperativeTask>();
        tasks.Add(cooperator.Cooperate(Pausing()));
        tasks.Add(cooperator.Cooperate(Work(say, "b", 4)));
        tasks[0].WhenDone().Ends(say, "a");
        tasks[1].WhenDone().Ends(say, "b");
        Run(say, clock, 1);
        tasks[1].Pause();
        tasks[0].Resume();
        Run(say, clock, 4);
        say("left", clock.Pending());

        IEnumerator<Deferred?> Pausing()
        {
            say("a pauses itself");
            tasks[0].Pause();
            say("a goes on");
            yield return null;
            say("a resumes b");
            tasks[1].Resume();
            yield return null;
        }
    }

    internal static void CoiterateGivesADeferred(Say say)
    {
        var clock = new Clock();
        var cooperator = Cooperating(clock);
        cooperator.Coiterate(Work(say, "a", 2)).Ends(say, "a");
        var done = new Deferred<IEnumerator<Deferred?>>();
        var d = cooperator.Coiterate(Work(say, "b", 1), done);
        say("the same", d == done);
        done.Ends(say, "b");
        cooperator.Coiterate(new[] { 0 }.Select(Deferred? (_) => throw new TroubleException("in the iterator"))).Ends(say, "c");
        Run(say, clock, 6);
        say("left", clock.Pending());
    }
}
