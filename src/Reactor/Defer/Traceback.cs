using System.Collections;
using System.Text;

namespace TwistedSharp;

/// <summary>Writes exceptions out for a reader; whatever an exception throws when it is asked for its text stays inside.</summary>
internal static class Traceback
{
    internal static string Of(Exception exception, TracebackDetail detail) => detail switch
    {
        TracebackDetail.Default => Read(exception, static e => e.ToString()) ?? Brief(exception),
        TracebackDetail.Brief => "Traceback: " + Brief(exception),
        TracebackDetail.Verbose => Verbose(exception),
        _ => throw new ArgumentOutOfRangeException(nameof(detail), detail, "A detail is Default, Brief or Verbose."),
    };

    internal static string MessageOf(Exception exception) =>
        Read(exception, static e => e.Message, static e => $"(no message: reading it threw {e.GetType().FullName})") ?? "";

    private static string Brief(Exception exception)
    {
        var head = $"{exception.GetType().FullName}: {MessageOf(exception)}";
        return Read(exception, static e => e.StackTrace) is { Length: > 0 } stack ? head + Environment.NewLine + stack : head;
    }

    private static string Verbose(Exception exception)
    {
        var text = new StringBuilder().AppendLine("*--- Failure ---");
        AppendVerbose(text, exception);
        return text.Append("*--- End of Failure ---").ToString();
    }

    private static void AppendVerbose(StringBuilder text, Exception exception)
    {
        text.AppendLine(Brief(exception)).AppendLine($" [ HResult 0x{exception.HResult:X8} ]");
        if (Read(exception, static e => e.Data) is { Count: > 0 } data)
        {
            text.AppendLine(" [ Data ]");
            foreach (DictionaryEntry entry in data)
                text.AppendLine($"  {Said(entry.Key)} : {Said(entry.Value)}");
        }
        var inside = exception is AggregateException { InnerExceptions: var several } ? several.AsEnumerable()
            : exception.InnerException is { } one ? [one]
            : [];
        foreach (var inner in inside)
        {
            text.AppendLine(" [ Caused by ]");
            AppendVerbose(text, inner);
        }
    }

    private static string? Said(object? value) => Read(value, static v => v?.ToString(), static e => $"(threw {e.GetType().FullName})");

    /// <summary>What an exception says of itself; when that throws, what <paramref name="instead"/> makes of it, or null.</summary>
    private static TText? Read<TFrom, TText>(TFrom from, Func<TFrom, TText?> read, Func<Exception, TText>? instead = null) where TText : class
    {
        try
        {
            return read(from);
        }
        catch (Exception e)
        {
            return instead?.Invoke(e);
        }
    }
}
