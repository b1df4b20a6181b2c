namespace TwistedSharp.Fuzz;

/// <summary>Two hundred thousand inputs, the same in every run: nothing but named errors, no step too many, no byte too many.</summary>
public sealed class MutationTests
{
    /// <param name="name">The target's.</param>
    /// <param name="maxKiB">What one input may allocate whatever its length. A body's announced length is believed up to 1 MiB, and an
    /// input is read twice; the rest is connections, errors and their stack traces.</param>
    /// <param name="count">Inputs.</param>
    [TestCase("parser", 64, 70_000)]
    [TestCase("connection", 2304, 60_000)]
    [TestCase("uri", 64, 30_000)]
    [TestCase("headers", 64, 20_000)]
    [TestCase("cookies", 64, 20_000)]
    public void Target_MutatedSeeds_HoldsWhatItPromises(string name, int maxKiB, int count) =>
        new Feeding(FuzzTarget.Find(name), maxKiB, TimeSpan.FromSeconds(60)).Run(seed: 20_260_713, count).Should().BeNull();

    [Test]
    public void Mutator_SameNumber_MakesTheSameInputs()
    {
        byte[][] seeds = [[1, 2, 3], [4, 5]];
        var (one, other) = (new Mutator(seeds, 7), new Mutator(seeds, 7));
        for (int i = 0; i < 100; i++)
            one.Next().Should().Equal(other.Next());
    }
}
