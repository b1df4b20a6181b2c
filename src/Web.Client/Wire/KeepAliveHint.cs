using System.Text;

namespace TwistedSharp.Web.Client;

/// <summary>What a server says in Keep-Alive about how long it keeps an idle connection (RFC 2068 section 19.7.1.1).</summary>
/// <param name="TimeoutSeconds">The idle time after which it may close; null when it did not say.</param>
/// <param name="MaxRequests">How many more requests it takes; null when it did not say.</param>
internal readonly record struct KeepAliveHint(int? TimeoutSeconds, int? MaxRequests)
{
    /// <summary>Reads a value; what is not understood is passed over, since nothing depends on it but when a connection is closed.</summary>
    internal static KeepAliveHint Read(ReadOnlySpan<byte> value, KeepAliveHint before)
    {
        foreach (Range range in value.Split((byte)','))
        {
            ReadOnlySpan<byte> parameter = value[range].Trim(" \t"u8);
            int equals = parameter.IndexOf((byte)'=');
            if (equals < 0 || !TryReadSmall(parameter[(equals + 1)..].Trim(" \t\""u8), out int number))
                continue;
            ReadOnlySpan<byte> name = parameter[..equals].TrimEnd(" \t"u8);
            if (Ascii.EqualsIgnoreCase(name, "timeout"u8))
                before = before with { TimeoutSeconds = number };
            else if (Ascii.EqualsIgnoreCase(name, "max"u8))
                before = before with { MaxRequests = number };
        }
        return before;
    }

    /// <summary>A day of seconds and a thousand million requests are as good as any more.</summary>
    private static bool TryReadSmall(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        foreach (byte b in text)
        {
            int digit = b - '0';
            if (digit is < 0 or > 9)
                return false;
            number = number > 100_000_000 ? number : number * 10 + digit;
        }
        return !text.IsEmpty;
    }
}
