namespace TwistedSharp.Fuzz;

/// <summary>That nothing was found means something only when something would have been.</summary>
public sealed class FeedingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Test]
    public void Run_AnInputThrows_TellsWhichAndWhat() =>
        Feed(input => BrokenPromiseException.Unless(input.Length < 20, "It is short."), Patience).Should().Match("Input *, *BrokenPromiseException: It is short.*");

    [Test]
    public void Run_ASeedThrows_TellsIt() => Feed(_ => throw new InvalidOperationException("odd"), Patience).Should().StartWith("Input -1, 0102: ");

    [Test]
    public void Run_AnInputAllocatesTooMuch_TellsWhichAndHowMuch() =>
        Feed(input => GC.KeepAlive(new byte[input.Length > 20 ? 1 << 20 : 1]), Patience).Should().Match("Input *bytes allocated.");

    [Test]
    public void Run_AnInputNeverEnds_IsNotWaitedForForEver()
    {
        using var released = new ManualResetEventSlim();
        try
        {
            Feed(input => _ = input.Length < 20 || Wait(released), TimeSpan.FromSeconds(1)).Should().Match("Input *: no end after 1 s.");
        }
        finally
        {
            released.Set();
        }
    }

    [Test]
    public void Run_NoTrouble_TellsNoneAndFeedsAll()
    {
        var inputs = 0;
        Feed(_ => inputs++, Patience).Should().BeNull();
        inputs.Should().Be(5_001, "there is a seed, too");
    }

    private static bool Wait(ManualResetEventSlim released)
    {
        released.Wait();
        return true;
    }

    private static string? Feed(Action<byte[]> run, TimeSpan patience) =>
        new Feeding(new FuzzTarget("test", run, () => [[1, 2]]), maxKiB: 64, patience).Run(seed: 7, count: 5_000);
}
