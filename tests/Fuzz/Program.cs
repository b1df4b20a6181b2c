using SharpFuzz;

namespace TwistedSharp.Fuzz;

/// <summary>Feeds a target from afl, from libFuzzer, or from files that one of them has found.</summary>
internal static class Program
{
    private const string Usage = "usage: TwistedSharp.Fuzz TARGET --afl | --libfuzzer | --seeds FOLDER | FILE...";

    internal static int Main(string[] args)
    {
        if (args.Length < 2)
        {
            Console.Error.WriteLine($"{Usage}\ntargets: {string.Join(", ", FuzzTarget.All)}");
            return 2;
        }
        var target = FuzzTarget.Find(args[0]);
        switch (args[1])
        {
            case "--afl":
                Fuzzer.OutOfProcess.Run(stream => target.Run(ReadAll(stream)));
                break;
            case "--libfuzzer":
                Fuzzer.LibFuzzer.Run(bytes => target.Run(bytes.ToArray()));
                break;
            case "--seeds":
                WriteSeeds(target, args[2]);
                break;
            default:
                foreach (string file in args[1..])
                    target.Run(File.ReadAllBytes(file));
                break;
        }
        return 0;
    }

    private static byte[] ReadAll(Stream stream)
    {
        var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }

    private static void WriteSeeds(FuzzTarget target, string folder)
    {
        Directory.CreateDirectory(folder);
        int number = 0;
        foreach (byte[] seed in target.Seeds().DistinctBy(Convert.ToHexString))
            File.WriteAllBytes(Path.Combine(folder, $"{target}-{++number:d3}"), seed);
    }
}
