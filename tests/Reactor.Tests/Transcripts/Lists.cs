using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Transcripts;

/// <summary>Several Deferreds at once: DeferredList with every flag; the C# of lists.py.</summary>
internal static class Lists
{
    /// <summary>Says how the list ended, and lets it pass.</summary>
    internal static Deferred<DeferredListResult<string>> WatchList(
        this Deferred<DeferredListResult<string>> d, Say say, string name) => d.AddBoth((Outcome<DeferredListResult<string>> outcome) =>
    {
        say(name, outcome.IsSuccess ? Outcomes(outcome.Value) : outcome.Failure);
        return outcome;
    });

    /// <summary>A list's result in words.</summary>
    internal static string Outcomes(DeferredListResult<string> result) => result.Winner is { } winner
        ? $"winner #{winner} {result[winner].Value}"
        : $"[{string.Join(", ", result.Select(outcome => Telling.Show(outcome.IsSuccess ? outcome.Value : outcome.Failure)))}]";

    /// <summary>Deferreds that say what they had before the list sees it.</summary>
    internal static Deferred<string>[] Children(Say say, int count, Action<int, Deferred<string>>? canceller = null)
    {
        Deferred<string>[] made =
        [
            .. Enumerable.Range(0, count).Select(i => new Deferred<string>(canceller is null ? null : deferred => canceller(i, deferred))),
        ];
        for (var i = 0; i < count; i++)
            made[i].Watch(say, $"child {i}");
        return made;
    }

    /// <summary>What the children hold.</summary>
    internal static void After(Say say, Deferred<string>[] made)
    {
        for (var i = 0; i < made.Length; i++)
        {
            made[i].Watch(say, $"child {i} holds");
            made[i].Quiet();
        }
    }

    internal static void ListOfSuccesses(Say say)
    {
        var made = Children(say, 3);
        var d = Deferred.DeferredList(made);
        d.WatchList(say, "list");
        made[2].Callback("two");
        made[0].Callback("zero");
        say("called", d.Called);
        made[1].Callback("one");
        say("called", d.Called);
        After(say, made);
    }

    internal static void ListWithFailures(Say say)
    {
        var made = Children(say, 4);
        var d = Deferred.DeferredList(made);
        d.WatchList(say, "list");
        made[1].Errback(new TroubleException("one"));
        made[0].Callback("zero");
        made[3].Errback(new DisasterException("three"));
        say("called", d.Called);
        made[2].Callback("two");
        say("called", d.Called);
        After(say, made);
    }

    internal static void ListOfFailuresHoldsThem(Say say)
    {
        var made = Children(say, 2);
        var d = Deferred.DeferredList(made);
        for (var i = 0; i < made.Length; i++)
        {
            made[i].OnValue(say, $"callback after the list in {i}");
            made[i].OnFailure(say, $"errback after the list in {i}", "taken");
        }
        d.WatchList(say, "list");
        made[0].Errback(new TroubleException("zero"));
        made[1].Errback(new DisasterException("one"));
        After(say, made);
    }

    internal static void ListConsumesErrors(Say say)
    {
        var made = Children(say, 3);
        var d = Deferred.DeferredList(made, consumeErrors: true);
        for (var i = 0; i < made.Length; i++)
        {
            made[i].OnValue(say, $"callback after the list in {i}");
            made[i].OnFailure(say, $"errback after the list in {i}, never");
        }
        d.WatchList(say, "list");
        made[0].Errback(new TroubleException("zero"));
        made[1].Callback("one");
        made[2].Errback(new DisasterException("two"));
        After(say, made);
    }

    internal static void ListFiresOnOneCallback(Say say)
    {
        var made = Children(say, 3);
        var d = Deferred.DeferredList(made, fireOnOneCallback: true);
        d.WatchList(say, "list");
        made[0].Errback(new TroubleException("zero"));
        say("called", d.Called);
        made[2].Callback("two");
        say("called", d.Called);
        made[1].Callback("one");
        After(say, made);
    }

    internal static void ListFiresOnOneCallbackWhenNoneSucceeds(Say say)
    {
        var made = Children(say, 2);
        var d = Deferred.DeferredList(made, fireOnOneCallback: true, consumeErrors: true);
        d.WatchList(say, "list");
        made[1].Errback(new TroubleException("one"));
        say("called", d.Called);
        made[0].Errback(new DisasterException("zero"));
        say("called", d.Called);
        After(say, made);
    }

    internal static void ListFiresOnOneErrback(Say say)
    {
        var made = Children(say, 3);
        var d = Deferred.DeferredList(made, fireOnOneErrback: true);
        d.WatchList(say, "list");
        made[1].Callback("one");
        made[2].Errback(new TroubleException("two"));
        say("called", d.Called);
        made[0].Errback(new DisasterException("zero"));
        d.AddErrback(f => say("errback of the list", f));
        After(say, made);
    }

    internal static void ListFiresOnOneErrbackAndNoneFails(Say say)
    {
        var made = Children(say, 2);
        var d = Deferred.DeferredList(made, fireOnOneErrback: true, consumeErrors: true);
        d.WatchList(say, "list");
        made[1].Callback("one");
        say("called", d.Called);
        made[0].Callback("zero");
        say("called", d.Called);
        After(say, made);
    }

    internal static void ListFiresOnOneErrbackAndConsumes(Say say)
    {
        var made = Children(say, 3);
        var d = Deferred.DeferredList(made, fireOnOneErrback: true, consumeErrors: true);
        d.WatchList(say, "list");
        made[0].Errback(new TroubleException("zero"));
        made[1].Errback(new DisasterException("one"));
        made[2].Callback("two");
        d.Quiet();
        After(say, made);
    }

    internal static void ListWithBothFlags(Say say)
    {
        var made = Children(say, 3);
        var d = Deferred.DeferredList(made, fireOnOneCallback: true, fireOnOneErrback: true);
        d.WatchList(say, "first list");
        made[1].Callback("one");
        made[0].Errback(new TroubleException("zero"));
        made[2].Callback("two");
        After(say, made);
        made = Children(say, 2);
        d = Deferred.DeferredList(made, fireOnOneCallback: true, fireOnOneErrback: true);
        d.WatchList(say, "second list");
        made[1].Errback(new TroubleException("one"));
        made[0].Callback("zero");
        d.Quiet();
        After(say, made);
    }

    internal static void EmptyLists(Say say)
    {
        Deferred<string>[] none = [];
        var d = Deferred.DeferredList(none);
        say("called", d.Called);
        d.WatchList(say, "plain");
        d = Deferred.DeferredList(none, fireOnOneErrback: true, consumeErrors: true);
        say("called", d.Called);
        d.WatchList(say, "on one errback");
        d = Deferred.DeferredList(none, fireOnOneCallback: true);
        say("called", d.Called);
        var gathered = Deferred.GatherResults(none);
        say("called", gathered.Called);
        gathered.Watch(say, "gathered");
    }

    internal static void ListOfFiredOnes(Say say)
    {
        Deferred<string>[] made = [Deferred.Succeed("zero"), Deferred.Fail<string>(new TroubleException("one")), Deferred.Succeed("two")];
        var d = Deferred.DeferredList(made);
        say("called", d.Called);
        d.WatchList(say, "plain");
        d = Deferred.DeferredList(made, fireOnOneCallback: true);
        d.WatchList(say, "on one callback");
        d = Deferred.DeferredList(made, fireOnOneErrback: true);
        d.WatchList(say, "on one errback");
        d.Quiet();
        d = Deferred.DeferredList(made, consumeErrors: true);
        d.WatchList(say, "consuming");
        d = Deferred.DeferredList(made);
        d.WatchList(say, "after that");
        After(say, made);
    }

    internal static void ListOfListsInOrder(Say say)
    {
        var made = Children(say, 4);
        var (first, second) = (Deferred.DeferredList(made[..2]), Deferred.GatherResults(made[2..]));
        first.WatchList(say, "first");
        second.Watch(say, "second");
        Deferred[] lists = [first, second];
        var both = Deferred.DeferredList(lists);
        var told = both.AddCallback(result => { say("both", result[0].IsSuccess, result[1].IsSuccess); });
        foreach (var i in new[] { 3, 0, 2, 1 })
        {
            made[i].Callback($"value {i}");
            say("fired", i);
        }
        say("called", told.Called);
    }

    internal static void ListSeesWhatComesBefore(Say say)
    {
        var step = new Deferred<string>();
        Deferred<string>[] made = [new(), new()];
        made[0].AddCallback(v => { say("child 0 waits for a step", v); return step; });
        made[1].OnFailure(say, "child 1 recovers", "recovered");
        var d = Deferred.DeferredList(made);
        d.WatchList(say, "list");
        made[0].AddCallback(v => { say("child 0 after the list", v); return v + "!"; });
        made[0].Callback("zero");
        made[1].Errback(new TroubleException("one"));
        say("called", d.Called);
        step.Callback("step");
        say("called", d.Called);
        After(say, made);
    }

    internal static void ListWithAPausedChild(Say say)
    {
        var made = Children(say, 2);
        var d = Deferred.DeferredList(made);
        d.WatchList(say, "list");
        made[0].Pause();
        made[0].Callback("zero");
        made[1].Callback("one");
        say("called", d.Called);
        made[0].Unpause();
        say("called", d.Called);
        After(say, made);
    }

    internal static void ListWithTheSameTwice(Say say)
    {
        var child = new Deferred<string>();
        var d = Deferred.DeferredList([child, child]);
        d.WatchList(say, "list");
        child.Watch(say, "child");
        child.Callback("value");
        child.Watch(say, "child at the end");
    }

    internal static void CallbackOfTheListFiresAnother(Say say)
    {
        var made = Children(say, 3);
        var d = Deferred.DeferredList(made[..2]);
        d.AddCallback(result =>
        {
            say("list", Outcomes(result));
            made[2].Callback("two");
            made[0].AddCallback(v => { say("added to child 0 in the list's callback", v); return v + "!"; });
            say("the list's callback ends");
            return result;
        });
        made[0].OnValue(say, "child 0 after the list");
        made[1].Callback("one");
        made[0].Callback("zero");
        say("fired");
        After(say, made);
    }
}
