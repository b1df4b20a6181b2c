/// <summary>Runs a program by its name: <c>dotnet run --project compat/programs -- monitor/ported config 8</c>.</summary>
internal static class Program
{
    private static readonly SortedDictionary<string, Action<string[]>> Programs = new(StringComparer.Ordinal)
    {
        ["bridge/idiomatic"] = BridgeIdiomatic.Run,
        ["bridge/ported"] = BridgePorted.Run,
        ["mirror/idiomatic"] = MirrorIdiomatic.Run,
        ["mirror/ported"] = MirrorPorted.Run,
        ["monitor/idiomatic"] = MonitorIdiomatic.Run,
        ["monitor/ported"] = MonitorPorted.Run,
    };

    private static int Main(string[] args)
    {
        if (args.Length > 0 && Programs.TryGetValue(args[0], out var program))
        {
            program(args[1..]);
            return Environment.ExitCode;
        }
        Console.Error.WriteLine($"usage: <program> [argument...], where a program is one of: {string.Join(", ", Programs.Keys)}");
        return 2;
    }
}
