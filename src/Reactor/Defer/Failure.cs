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

    /// <summary>Throws the exception with the stack it was first thrown with (Twisted's raiseException).</summary>
    [DoesNotReturn]
    public void Throw() => _dispatch.Throw();

    /// <summary>The exception's message.</summary>
    public string GetErrorMessage() => Value.Message;

    /// <summary>The exception's type, message and stack.</summary>
    public string GetTraceback() => Value.ToString();

    /// <summary>The exception's type and message on one line.</summary>
    public override string ToString() => $"[Failure: {Type.FullName}: {Value.Message}]";
}
