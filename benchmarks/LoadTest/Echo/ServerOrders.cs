namespace TwistedSharp.Benchmarks.LoadTest.Echo;

/// <summary>What a server process says and is told: first it says "listening PORT"; to "collect" it collects its garbage and answers
/// "collected"; it ends with its standard input.</summary>
internal static class ServerOrders
{
    internal const int Backlog = 1024;

    /// <summary>Says where it listens, and takes orders on a thread of its own.</summary>
    internal static void Follow(int port)
    {
        Console.WriteLine($"listening {port}");
        new Thread(() =>
        {
            while (Console.ReadLine() is not null)
            {
                // Aggressive: it also gives the memory back.
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                Console.WriteLine("collected");
            }
            Environment.Exit(0);
        })
        { IsBackground = true }.Start();
    }
}
