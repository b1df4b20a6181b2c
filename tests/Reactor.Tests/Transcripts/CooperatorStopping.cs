using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transcripts;

/// <summary>Tasks that wait, and cooperators that start and stop; the C# of cooperatorstopping.py.</summary>
internal static class CooperatorStopping
{
    internal static void TaskWaits(Say say)
    {
        var clock = new Clock();
        var cooperator = Cooperators.Cooperating(clock);
        var step = new Deferred<string>();
        var (a, b) = (cooperator.Cooperate(Waiting()), cooperator.Cooperate(Cooperators.Work(say, "b", 2)));
        a.WhenDone().Ends(say, "a");
        b.WhenDone().Ends(say, "b");
        Cooperators.Run(say, clock, 4);
        say("left", clock.Pending());
        step.Callback("step");
        say("fired", "left", clock.Pending());
        step.Watch(say, "step holds");
        Cooperators.Run(say, clock, 3);

        IEnumerator<Deferred?> Waiting()
        {
            say("a waits");
            yield return step;
            say("a goes on");
            yield return Nothing();
            say("a is through");
        }

        Deferred Nothing()
        {
            say("a ready one");
            return Deferred.Succeed();
        }
    }

    internal static void TaskWaitsForAFailure(Say say)
    {
        var clock = new Clock();
        var cooperator = Cooperators.Cooperating(clock);
        var step = new Deferred<string>();
        var a = cooperator.Cooperate(Waiting());
        a.WhenDone().Ends(say, "a");
        Cooperators.Run(say, clock, 1);
        step.Errback(new TroubleException("of the step"));
        say("fired", "left", clock.Pending());
        step.Watch(say, "step holds");
        say.Attempt("stopping", a.Stop);
        say.Attempt("pausing", a.Pause);
        Cooperators.Run(say, clock, 1);

        IEnumerator<Deferred?> Waiting()
        {
            say("a waits");
            yield return step;
            say("never");
        }
    }

    internal static void TaskPausedWhileItWaits(Say say)
    {
        var clock = new Clock();
        var cooperator = Cooperators.Cooperating(clock);
        var step = new Deferred();
        var a = cooperator.Cooperate(Waiting());
        a.WhenDone().Ends(say, "a");
        Cooperators.Run(say, clock, 1);
        a.Pause();
        step.Callback();
        say("fired", "left", clock.Pending());
        Cooperators.Run(say, clock, 2);
        a.Resume();
        say("resumed", "left", clock.Pending());
        Cooperators.Run(say, clock, 1);
        say("left", clock.Pending());

        IEnumerator<Deferred?> Waiting()
        {
            say("a waits");
            yield return step;
            say("a goes on");
        }
    }

    internal static void TaskStoppedWhileItWaits(Say say)
    {
        var clock = new Clock();
        var cooperator = Cooperators.Cooperating(clock);
        var step = new Deferred<string>(_ => say("the step's canceller, never"));
        var a = cooperator.Cooperate(Waiting());
        a.WhenDone().Ends(say, "a");
        Cooperators.Run(say, clock, 1);
        a.Stop();
        say("stopped", "step called", step.Called);
        step.Callback("late");
        say("fired", "left", clock.Pending());
        step.Watch(say, "step holds");

        IEnumerator<Deferred?> Waiting()
        {
            say("a waits");
            yield return step;
            say("never");
        }
    }

    internal static void CooperatorStops(Say say)
    {
        var clock = new Clock();
        var cooperator = Cooperators.Cooperating(clock);
        var (a, b) = (cooperator.Cooperate(Cooperators.Work(say, "a", 3)), cooperator.Cooperate(Cooperators.Work(say, "b", 3)));
        a.WhenDone().Ends(say, "a");
        b.WhenDone().Ends(say, "b");
        say("running", cooperator.Running);
        Cooperators.Run(say, clock, 1);
        b.Pause();
        cooperator.Stop();
        say("stopped", "running", cooperator.Running, "left", clock.Pending());
        say.Attempt("stopping a", a.Stop);
        var c = cooperator.Cooperate(Cooperators.Work(say, "c", 3));
        c.WhenDone().Ends(say, "c");
        Cooperators.Run(say, clock, 1);
        b.Resume();
        say("resumed b", "left", clock.Pending());
        cooperator.Start();
        say("running", cooperator.Running);
        var d = cooperator.Cooperate(Cooperators.Work(say, "d", 1));
        d.WhenDone().Ends(say, "d");
        Cooperators.Run(say, clock, 2);
    }

    internal static void CooperatorStartsLater(Say say)
    {
        var clock = new Clock();
        var cooperator = Cooperators.Cooperating(clock, started: false);
        say("running", cooperator.Running);
        cooperator.Coiterate(Cooperators.Work(say, "a", 1)).Ends(say, "a");
        say("left", clock.Pending());
        Cooperators.Run(say, clock, 1);
        cooperator.Start();
        say("running", cooperator.Running, "left", clock.Pending());
        Cooperators.Run(say, clock, 2);
        say("left", clock.Pending());
        var never = Cooperators.Cooperating(clock, started: false);
        never.Coiterate(Cooperators.Work(say, "b", 1)).Ends(say, "b");
        never.Stop();
        say("running", never.Running);
    }

    internal static void CooperatorStopsInsideATask(Say say)
    {
        var clock = new Clock();
        var cooperator = Cooperators.Cooperating(clock);
        cooperator.Coiterate(Stopping()).Ends(say, "a");
        cooperator.Coiterate(Cooperators.Work(say, "b", 9)).Ends(say, "b");
        Cooperators.Run(say, clock, 4);
        say("left", clock.Pending());

        IEnumerator<Deferred?> Stopping()
        {
            say("a step");
            yield return null;
            say("a stops all");
            cooperator.Stop();
            say("a goes on");
            yield return null;
            say("never");
        }
    }

    internal static void CooperatorStopsMany(Say say)
    {
        var clock = new Clock();
        var cooperator = Cooperators.Cooperating(clock);
        foreach (var name in new[] { "a", "b", "c", "d", "e" })
            cooperator.Coiterate(Cooperators.Work(say, name, 3)).Ends(say, name);
        Cooperators.Run(say, clock, 2);
        cooperator.Stop();
        say("stopped", "left", clock.Pending());
        Cooperators.Run(say, clock, 2);
    }
}
