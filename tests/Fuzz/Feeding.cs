namespace TwistedSharp.Fuzz;

/// <summary>Feeds a target on a thread of its own and tells the first trouble: an exception, too many bytes, or no end.</summary>
/// <param name="target">What is fed.</param>
/// <param name="maxKiB">What one input may allocate whatever its length.</param>
/// <param name="patience">After this long with one input it counts as endless; far beyond what a loaded machine needs.</param>
internal sealed class Feeding(FuzzTarget target, int maxKiB, TimeSpan patience)
{
    /// <summary>What an input may allocate for each of its bytes: copies, texts and messages of two or three readings.</summary>
    private const long BytesPerByte = 100;

    private volatile byte[] _input = [];
    private volatile string? _trouble;
    private int _number = -1;

    /// <returns>The trouble, with the input that made it; null when there was none.</returns>
    internal string? Run(int seed, int count)
    {
        // In the background: one that never ends must not hold up the end of the process.
        var thread = new Thread(() => _trouble = Feed(seed, count)) { IsBackground = true };
        thread.Start();
        var seen = int.MinValue;
        while (!thread.Join(patience))
        {
            var number = Volatile.Read(ref _number);
            if (number == seen)
                return $"Input {number}, {Convert.ToHexString(_input)}: no end after {patience.TotalSeconds} s.";
            seen = number;
        }
        return _trouble;
    }

    private string? Feed(int seed, int count)
    {
        var seeds = target.Seeds();
        var mutator = new Mutator(seeds, seed);
        // The seeds first, unmeasured, so that what is made once is made before anything is measured.
        for (int i = -seeds.Count; i < count; i++)
        {
            byte[] input = _input = i < 0 ? seeds[seeds.Count + i] : mutator.Next();
            Volatile.Write(ref _number, i);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                target.Run(input);
            }
            catch (Exception e)
            {
                return $"Input {i}, {Convert.ToHexString(input)}: {e}";
            }
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (i >= 0 && allocated > (maxKiB << 10) + BytesPerByte * input.Length)
                return $"Input {i}, {Convert.ToHexString(input)} of {input.Length} bytes: {allocated} bytes allocated.";
        }
        return null;
    }
}
