namespace TwistedSharp.Web.Client.Tests.Pooling;

/// <summary>Random days in a pool's life, each reproducible by its seed, with the rules checked after every step.</summary>
public sealed class PoolStressTests
{
    [Test]
    public void Pool_RandomSteps_KeepsItsRules([Range(1, 15)] int seed) => new PoolDay(seed).Run(steps: 1_500);
}
