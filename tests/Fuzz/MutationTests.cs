namespace TwistedSharp.Fuzz;

/// <summary>Two hundred thousand inputs, the same in every run: nothing but named errors, no step too many, no byte too many.</summary>
public sealed class MutationTests
{
    /// <summary>What an input may allocate for each of its bytes: copies, texts and messages of two or three readings.</summary>
    private const long BytesPerByte = 100;

    /// <param name="name">The target's.</param>
    /// <param name="maxKiB">What one input may allocate whatever its length. A body's announced length is believed up to 1 MiB, and an
    /// input is read twice; the rest is connections, errors and their stack traces.</param>
    /// <param name="count">Inputs.</param>
    [TestCase("parser", 64, 70_000)]
    [TestCase("connection", 2304, 60_000)]
    [TestCase("uri", 64, 30_000)]
    [TestCase("headers", 64, 20_000)]
    [TestCase("cookies", 64, 20_000)]
    public void Target_MutatedSeeds_HoldsWhatItPromises(string name, int maxKiB, int count)
    {
        var target = FuzzTarget.Find(name);
        var seeds = target.Seeds();
        foreach (byte[] seed in seeds)
            target.Run(seed); // Also so that what is made once is made before it is measured.
        var mutator = new Mutator(seeds, 20_260_713);
        for (int i = 0; i < count; i++)
        {
            byte[] input = mutator.Next();
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                target.Run(input);
            }
            catch (Exception e)
            {
                Assert.Fail($"Input {i}, {Convert.ToHexString(input)}: {e}");
            }
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > (maxKiB << 10) + BytesPerByte * input.Length)
                Assert.Fail($"Input {i}, {Convert.ToHexString(input)} of {input.Length} bytes: {allocated} bytes allocated.");
        }
    }

    [Test]
    public void Mutator_SameNumber_MakesTheSameInputs()
    {
        byte[][] seeds = [[1, 2, 3], [4, 5]];
        var (one, other) = (new Mutator(seeds, 7), new Mutator(seeds, 7));
        for (int i = 0; i < 100; i++)
            one.Next().Should().Equal(other.Next());
    }
}
