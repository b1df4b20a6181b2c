namespace TwistedSharp.Internet;

/// <summary>Signals by name, with the numbers that Linux and macOS share; the few they do not are left to be given by number.</summary>
internal static class SignalNumbers
{
    private static readonly Dictionary<string, int> Numbers = new(StringComparer.Ordinal)
    {
        ["HUP"] = 1,
        ["INT"] = 2,
        ["QUIT"] = 3,
        ["ABRT"] = 6,
        ["KILL"] = 9,
        ["PIPE"] = 13,
        ["ALRM"] = 14,
        ["TERM"] = 15,
        ["USR1"] = OperatingSystem.IsMacOS() ? 30 : 10,
        ["USR2"] = OperatingSystem.IsMacOS() ? 31 : 12,
        ["STOP"] = OperatingSystem.IsMacOS() ? 17 : 19,
        ["CONT"] = OperatingSystem.IsMacOS() ? 19 : 18,
    };

    internal static int Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Numbers.TryGetValue(name.StartsWith("SIG", StringComparison.Ordinal) ? name[3..] : name, out var number)
            ? number
            : throw new ArgumentException($"No signal is called '{name}'; known are {string.Join(", ", Numbers.Keys)}.", nameof(name));
    }
}
