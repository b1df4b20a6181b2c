using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Transcripts;

/// <summary>Lists that are cancelled; the C# of listcancels.py.</summary>
internal static class ListCancels
{
    internal static void CancelAList(Say say)
    {
        var made = Lists.Children(say, 3, (i, _) => say("canceller of", i));
        var d = Deferred.DeferredList(made);
        d.WatchList(say, "list");
        made[1].Callback("one");
        say("cancelling");
        d.Cancel();
        say("called", d.Called);
        d.Cancel();
        Lists.After(say, made);
    }

    internal static void CancelAListOfVariedOnes(Say say)
    {
        var made = Lists.Children(say, 3, (i, deferred) =>
        {
            say("canceller of", i);
            if (i == 0)
                deferred.Callback("partial");
            else if (i == 1)
                deferred.Errback(new TroubleException("stopped"));
        });
        var d = Deferred.DeferredList(made, consumeErrors: true);
        d.WatchList(say, "list");
        say("cancelling");
        d.Cancel();
        say("cancelled");
        Lists.After(say, made);
    }

    internal static void CancelAListWhoseCancellerRaises(Say say)
    {
        var made = Lists.Children(say, 2, (i, _) =>
        {
            say("canceller of", i);
            if (i == 0)
                throw new TroubleException("in the canceller");
        });
        var d = Deferred.DeferredList(made, consumeErrors: true);
        d.WatchList(say, "list");
        say.Attempt("cancelling", d.Cancel);
        say("called", made[0].Called, made[1].Called, d.Called);
        Lists.After(say, made);
    }

    internal static void CancelAFiredList(Say say)
    {
        var made = Lists.Children(say, 3, (_, _) => say("canceller, never"));
        var first = Deferred.DeferredList(made, fireOnOneCallback: true);
        first.WatchList(say, "first");
        made[1].Callback("one");
        first.Cancel();
        say("cancelled", made[0].Called, made[2].Called);
        var second = Deferred.DeferredList(made, fireOnOneErrback: true);
        second.WatchList(say, "second");
        made[0].Errback(new TroubleException("zero"));
        second.Cancel();
        say("cancelled", made[2].Called);
        made[2].Callback("two");
        second.Quiet();
        Lists.After(say, made);
    }

    internal static void CancelAListThatFiresOnOneCallback(Say say)
    {
        var made = Lists.Children(say, 3, (i, deferred) =>
        {
            say("canceller of", i);
            if (i == 1)
                deferred.Callback("partial");
        });
        var d = Deferred.DeferredList(made, fireOnOneCallback: true, consumeErrors: true);
        d.WatchList(say, "list");
        d.Cancel();
        say("cancelled", "called", d.Called);
        Lists.After(say, made);
    }

    internal static void CancelAListThatFiresOnOneErrback(Say say)
    {
        var made = Lists.Children(say, 3, (i, _) => say("canceller of", i));
        var d = Deferred.DeferredList(made, fireOnOneErrback: true, consumeErrors: true);
        d.WatchList(say, "list");
        d.Cancel();
        say("cancelled", "called", d.Called);
        d.Quiet();
        Lists.After(say, made);
    }

    internal static void CancelWhatWaitsForAList(Say say)
    {
        var made = Lists.Children(say, 2, (i, _) => say("canceller of", i));
        var d = Deferred.Succeed("start").AddCallback(_ => Deferred.DeferredList(made, consumeErrors: true));
        d.WatchList(say, "after the list");
        say("cancelling", "paused", d.Paused);
        d.Cancel();
        say("cancelled", "paused", d.Paused);
        Lists.After(say, made);
    }
}
