namespace TwistedSharp.Benchmarks.LoadTest;

/// <summary>One client, measured in this process.</summary>
internal static class SingleRun
{
    internal static int Run(LoadOptions options, string client)
    {
        ILoad load = client is "page" or "agent" ? new ReactorLoad(options, client) : new HttpClientLoad(options, client);
        var measurement = load.Run();
        if (options.Json)
            Console.WriteLine(measurement.ToJson());
        else
            Table.Write([measurement]);
        if (measurement.Failed == 0)
            return 0;
        Console.Error.WriteLine($"{measurement.Failed} of {options.Requests} requests failed; the first: {load.FirstError}");
        return 1;
    }
}
