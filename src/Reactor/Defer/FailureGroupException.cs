namespace TwistedSharp.Defer;

/// <summary>All of several Deferreds failed (twisted.internet.defer.FailureGroup).</summary>
/// <remarks>The inner exception is that of the first failure.</remarks>
public sealed class FailureGroupException : Exception
{
    private readonly Failure[] _failures;

    /// <summary>Says how they failed.</summary>
    /// <param name="failures">The failures, at least one, in the order of the Deferreds.</param>
    public FailureGroupException(IEnumerable<Failure> failures) : this(NotEmpty(failures)) { }

    private FailureGroupException(Failure[] failures)
        : base($"FailureGroup[{string.Join(", ", failures.AsEnumerable())}]", failures[0].Value) => _failures = failures;

    /// <summary>How each failed, in the order the Deferreds were given.</summary>
    public IReadOnlyList<Failure> Failures => _failures;

    private static Failure[] NotEmpty(IEnumerable<Failure> failures)
    {
        ArgumentNullException.ThrowIfNull(failures);
        Failure[] all = [.. failures];
        if (all.Length == 0)
            throw new ArgumentException("A group of failures has at least one; none was given.", nameof(failures));
        if (Array.IndexOf(all, null) >= 0)
            throw new ArgumentException("One of the failures is null.", nameof(failures));
        return all;
    }
}
