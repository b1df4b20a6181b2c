using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Time;

/// <summary>An iterator for cooperative tasks that says what becomes of it.</summary>
/// <param name="step">Called with the number of the step, from 0; returns false at the end. What to yield goes into
/// <see cref="Current"/>.</param>
internal sealed class Steps(Func<Steps, int, bool> step) : IEnumerator<Deferred?>
{
    private int _made;

    public Deferred? Current { get; set; }

    object? System.Collections.IEnumerator.Current => Current;

    internal int Disposals { get; private set; }

    internal Action? OnDispose { get; init; }

    public bool MoveNext()
    {
        Disposals.Should().Be(0, "a disposed iterator makes no step");
        Current = null;
        return step(this, _made++);
    }

    public void Reset() => throw new NotSupportedException();

    public void Dispose()
    {
        Disposals++;
        OnDispose?.Invoke();
    }
}
