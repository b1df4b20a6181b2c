using System.Runtime.CompilerServices;

namespace TwistedSharp.Internet;

/// <summary>Seconds as ported lines write them, in ticks.</summary>
internal static class TimeUnits
{
    /// <summary>A delay; what is longer than a TimeSpan is the longest one.</summary>
    /// <param name="seconds">It, as ported lines write it.</param>
    /// <param name="name">What the one who was given it calls it.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not a number.</exception>
    internal static TimeSpan Delay(double seconds, [CallerArgumentExpression(nameof(seconds))] string name = "") => seconds >= 0
        ? Span(seconds)
        : throw new ArgumentOutOfRangeException(name, seconds, "A delay is zero or more seconds.");

    /// <summary>A length of time, which may be negative; beyond the range of a TimeSpan it is the range's end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not a number.</exception>
    internal static TimeSpan Span(double seconds)
    {
        if (double.IsNaN(seconds))
            throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "A time is a number of seconds.");
        // Rounded: TimeSpan.FromSeconds cuts off, and makes 5,699,999 ticks of 0.57 s. The conversion keeps within the range of a long.
        return TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));
    }
}
