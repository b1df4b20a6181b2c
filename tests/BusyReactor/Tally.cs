namespace TwistedSharp.BusyReactor;

/// <summary>How many of something have begun and ended, and how.</summary>
internal sealed class Tally
{
    private readonly SortedSet<string> _reasons = new(StringComparer.Ordinal);

    internal int Begun { get; private set; }

    internal int Ended { get; private set; }

    public override string ToString() => $"begun {Begun} ended {Ended} by {string.Join(',', _reasons)}";

    internal void Begin() => Begun++;

    internal void End(Failure? reason = null)
    {
        Ended++;
        _reasons.Add(reason?.Value.GetType().Name ?? "success");
    }
}
