using System.Diagnostics.CodeAnalysis;

namespace TwistedSharp.Defer;

/// <summary>How a step without a value ended: well, or with a Failure. What an AddBoth callback sees.</summary>
public readonly struct Outcome
{
    internal Outcome(object? result) => Failure = result as Failure;

    /// <summary>An outcome that is a failure.</summary>
    /// <param name="failure">The failure.</param>
    public static implicit operator Outcome(Failure failure) => new(failure);

    /// <summary>The outcome of a step that ended well.</summary>
    public static Outcome Success => default;

    /// <summary>An outcome that is a value; for interfaces and <c>object</c>, which the language does not convert by itself.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="value">The value.</param>
    public static Outcome<T> Of<T>(T value) => new(value);

    /// <summary>What went wrong, or null.</summary>
    public Failure? Failure { get; }

    /// <summary>Whether it ended well.</summary>
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool IsSuccess => Failure is null;

    /// <inheritdoc/>
    public override string ToString() => Failure?.ToString() ?? "success";
}

/// <summary>A value or a Failure. What an AddBoth callback sees.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public readonly struct Outcome<T>
{
    private readonly object? _result;

    internal Outcome(object? result) => _result = result;

    /// <summary>An outcome that is a value.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator Outcome<T>(T value) => new((object?)value);

    /// <summary>An outcome that is a failure.</summary>
    /// <param name="failure">The failure.</param>
    public static implicit operator Outcome<T>(Failure failure) => new((object)failure);

    /// <summary>What went wrong, or null.</summary>
    public Failure? Failure => _result as Failure;

    /// <summary>Whether it is a value.</summary>
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool IsSuccess => Failure is null;

    /// <summary>The value; when it is a failure, its exception is thrown.</summary>
    public T Value
    {
        get
        {
            if (_result is Failure failure)
                failure.Throw();
            return Links.Unwrap<T>(_result);
        }
    }

    /// <summary>Takes it apart, as Twisted's <c>for success, value in results</c> does.</summary>
    /// <param name="success">Whether it is a value.</param>
    /// <param name="value">The value; the type's default when it is a failure.</param>
    /// <param name="failure">What went wrong, or null.</param>
    public void Deconstruct(out bool success, out T? value, out Failure? failure)
    {
        failure = Failure;
        success = failure is null;
        value = success ? Links.Unwrap<T>(_result) : default;
    }

    internal object? Raw => _result;

    /// <inheritdoc/>
    public override string ToString() => _result?.ToString() ?? "null";
}
