using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace TwistedSharp;

/// <summary>An exception as a value: what travels down a Deferred's errback path.</summary>
/// <remarks>It is not an exception itself and captures no stack of its own; it keeps the stack the exception was thrown with, so that
/// <see cref="Throw"/> shows where things went wrong first. Source: twisted.python.failure.Failure.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class Failure
{
    private readonly ExceptionDispatchInfo _dispatch;

    /// <summary>Wraps an exception.</summary>
    /// <param name="exception">What went wrong; thrown or never thrown.</param>
    public Failure(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        _dispatch = ExceptionDispatchInfo.Capture(exception);
    }

    /// <summary>The exception.</summary>
    public Exception Value => _dispatch.SourceException;

    /// <summary>The exception's type.</summary>
    public Type Type => Value.GetType();

    /// <summary>Whether the exception is a <typeparamref name="TException"/>.</summary>
    /// <typeparam name="TException">The type asked for; subclasses count.</typeparam>
    public bool Check<TException>() where TException : Exception => Value is TException;

    /// <summary>The first of the given types that the exception belongs to, or null.</summary>
    /// <param name="types">Exception types; subclasses count.</param>
    public Type? Check(params ReadOnlySpan<Type> types)
    {
        foreach (var type in types)
        {
            if (type.IsInstanceOfType(Value))
                return type;
        }
        return null;
    }

    /// <summary>The exception as a <typeparamref name="TException"/>, or the exception itself thrown on when it is something
    /// else.</summary>
    /// <typeparam name="TException">The type this errback can deal with.</typeparam>
    public TException Trap<TException>() where TException : Exception
    {
        if (Value is TException expected)
            return expected;
        Throw();
        return null;
    }

    /// <summary>The first of the given types that the exception belongs to; when there is none, the exception itself is thrown
    /// on.</summary>
    /// <param name="types">Exception types; subclasses count.</param>
    public Type Trap(params ReadOnlySpan<Type> types)
    {
        if (Check(types) is { } expected)
            return expected;
        Throw();
        return null;
    }

    /// <summary>Throws the exception with the stack it was first thrown with (Twisted's raiseException).</summary>
    [DoesNotReturn]
    [StackTraceHidden]
    public void Throw() => _dispatch.Throw();

    /// <summary>The exception's message.</summary>
    /// <remarks>This and the other texts never throw: an exception that cannot say its message is described without it.</remarks>
    public string GetErrorMessage() => Traceback.MessageOf(Value);

    /// <summary>The exception's type, message and stack, and those of the exceptions inside it.</summary>
    public string GetTraceback() => GetTraceback(TracebackDetail.Default);

    /// <summary>What went wrong and where, in several lines.</summary>
    /// <param name="detail">How much to tell.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="detail"/> is none of the three.</exception>
    public string GetTraceback(TracebackDetail detail) => Traceback.Of(Value, detail);

    /// <summary>The exception's type, message and stack, without the exceptions inside it.</summary>
    public string GetBriefTraceback() => GetTraceback(TracebackDetail.Brief);

    /// <summary>Writes <see cref="GetTraceback()"/> and a line end.</summary>
    /// <param name="writer">Where to.</param>
    public void PrintTraceback(TextWriter writer) => Print(writer, TracebackDetail.Default);

    /// <summary>Writes <see cref="GetBriefTraceback"/> and a line end.</summary>
    /// <param name="writer">Where to.</param>
    public void PrintBriefTraceback(TextWriter writer) => Print(writer, TracebackDetail.Brief);

    /// <summary>Writes the traceback in every detail, and a line end.</summary>
    /// <param name="writer">Where to.</param>
    public void PrintDetailedTraceback(TextWriter writer) => Print(writer, TracebackDetail.Verbose);

    /// <summary>The exception's type and message on one line.</summary>
    public override string ToString() => $"[Failure: {Type.FullName}: {GetErrorMessage()}]";

    private void Print(TextWriter writer, TracebackDetail detail)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteLine(GetTraceback(detail));
    }
}
