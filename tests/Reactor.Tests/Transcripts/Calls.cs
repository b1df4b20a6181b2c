using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Transcripts;

/// <summary>Functions that may return anything; the C# of calls.py.</summary>
internal static class Calls
{
    internal static void MaybeDeferredShapes(Say say)
    {
        Deferred.MaybeDeferred(Value).Watch(say, "value");
        var failed = Deferred.MaybeDeferred(Fails);
        say("called", failed.Called);
        failed.Watch(say, "failure");
        failed.Quiet();
        var d = Deferred.MaybeDeferred(Raises);
        say("called", d.Called);
        d.Watch(say, "raised");
        d.Quiet();
        var own = new Deferred<string>();
        d = Deferred.MaybeDeferred(() => own);
        say("the same", d == own);
        d.Watch(say, "Deferred");
        own.Callback("own");
        d = Deferred.MaybeDeferred(() => Deferred.Fail<string>(new TroubleException("failed one")));
        d.Watch(say, "failed one");
        d.Quiet();

        string Value()
        {
            say("gives a value");
            return "value";
        }

        Failure Fails()
        {
            say("gives a failure");
            return new Failure(new TroubleException("returned"));
        }

        string Raises()
        {
            say("raises");
            throw new DisasterException("raised");
        }
    }

    internal static void ExecuteShapes(Say say)
    {
        var d = Deferred.Execute(Value);
        say("called", d.Called);
        d.Watch(say, "value");
        var nothing = Deferred.Execute(Nothing);
        say("called", nothing.Called);
        nothing.Watch(say, "nothing");
        d = Deferred.Execute(Raises);
        say("called", d.Called);
        d.OnValue(say, "skipped");
        d.Watch(say, "raised");
        d.AddErrback(f => say("errback", f));
        d.Watch(say, "at the end");

        string Value()
        {
            say("gives a value");
            return "value";
        }

        void Nothing() => say("gives nothing");

        string Raises()
        {
            say("raises");
            throw new TroubleException("raised");
        }
    }
}
