using System.Collections;
using System.Globalization;
using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transcripts;

/// <summary>Takes down one event of a scenario: words and values, in the form that the Python side uses too (recorder.py).</summary>
internal delegate void Say(params object?[] words);

/// <summary>What scenarios say most often.</summary>
internal static class Telling
{
    /// <summary>Says what comes by, value or failure, and lets it pass.</summary>
    internal static Deferred<T> Watch<T>(this Deferred<T> d, Say say, string name) => d.AddBoth((Outcome<T> outcome) =>
    {
        say(name, outcome.IsSuccess ? outcome.Value : outcome.Failure);
        return outcome;
    });

    /// <inheritdoc cref="Watch{T}(Deferred{T}, Say, string)"/>
    internal static Deferred Watch(this Deferred d, Say say, string name) => d.AddBoth((Outcome outcome) =>
    {
        say(name, outcome.Failure);
        return outcome;
    });

    /// <summary>Adds a callback that says what it was given and passes it on.</summary>
    internal static Deferred<T> OnValue<T>(this Deferred<T> d, Say say, string name) => d.AddCallback((T value) =>
    {
        say(name, value);
        return value;
    });

    /// <summary>Adds a callback that says what it was given and throws.</summary>
    internal static Deferred<T> OnValue<T>(this Deferred<T> d, Say say, string name, Exception thrown) => d.AddCallback(T (T value) =>
    {
        say(name, value);
        throw thrown;
    });

    /// <summary>Adds an errback that says what it was given and passes it on.</summary>
    internal static Deferred<T> OnFailure<T>(this Deferred<T> d, Say say, string name) => d.AddErrback((Failure failure) =>
    {
        say(name, failure);
        return failure;
    });

    /// <summary>Adds an errback that says what it was given and answers.</summary>
    internal static Deferred<T> OnFailure<T>(this Deferred<T> d, Say say, string name, T answer) => d.AddErrback((Failure failure) =>
    {
        say(name, failure);
        return answer;
    });

    /// <summary>Adds an errback that says what it was given and throws.</summary>
    internal static Deferred<T> OnFailure<T>(this Deferred<T> d, Say say, string name, Exception thrown) => d.AddErrback(T (failure) =>
    {
        say(name, failure);
        throw thrown;
    });

    /// <summary>Takes a failure that is of no more interest.</summary>
    internal static void Quiet(this Deferred d) => d.AddErrback(static (Failure _) => { });

    /// <summary>Says what a call ends in.</summary>
    internal static void Attempt(this Say say, string name, Action call)
    {
        try
        {
            call();
        }
        catch (Exception e)
        {
            say(name, "raised", e);
            return;
        }
        say(name, "went well");
    }

    /// <summary>A value in words.</summary>
    internal static string Show(object? value) => value switch
    {
        null => "None",
        bool yes => yes ? "yes" : "no",
        double number => number.ToString("0.###", CultureInfo.InvariantCulture),
        string text => text,
        Failure failure => "failure " + Show(failure.Value),
        FirstErrorException first => $"first error #{first.Index}: {Show(first.SubFailure.Value)}",
        TroubleException => $"Trouble({((Exception)value).Message})",
        DisasterException => $"Disaster({((Exception)value).Message})",
        Exception e => Name(e),
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Show))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "None",
    };

    /// <summary>An exception in the words that both sides use; from the most special to the most general.</summary>
    private static string Name(Exception e) => e switch
    {
        CancelledException => "cancelled",
        TimeoutException => "timed out",
        AlreadyCalledException => "already called",
        QueueOverflowException => "queue overflow",
        QueueUnderflowException => "queue underflow",
        TaskDoneException => "task done",
        TaskStoppedException => "task stopped",
        TaskFailedException => "task failed",
        SchedulerStoppedException => "scheduler stopped",
        NotPausedException => "not paused",
        InvalidOperationException => "misuse",
        ArgumentException => "bad argument",
        _ => e.ToString(),
    };
}
