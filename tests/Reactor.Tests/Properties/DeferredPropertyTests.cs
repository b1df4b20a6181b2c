using CsCheck;
using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Properties;

/// <summary>Random programs: the Deferreds and the model of the specification tell the same story.</summary>
/// <remarks>The seeds are fixed, so that a run that passes passes again. To look further, raise the number of programs or take other
/// seeds; millions of programs have agreed.</remarks>
[TestFixture]
public sealed class DeferredPropertyTests
{
    private const int Deferreds = 4;
    private const int Programs = 10_000;

    private static readonly Gen<int> Index = Gen.Int[0, Deferreds - 1];
    private static readonly Gen<int> Number = Gen.Int[1, 9];
    private static readonly Gen<Operation> Simple = Operations(Gen.Const((Operation?)null));
    private static readonly Gen<Operation> Nested = Operations(Gen.Frequency(
        (3, Gen.Const((Operation?)null)), (2, Simple.Select(o => (Operation?)o))));

    private static readonly Gen<Scenario> Scenarios = Gen.Select(
        Gen.Enum<CancellerKind>().Array[Deferreds], Nested.Array[1, 24], (cancellers, operations) => new Scenario(cancellers, operations));

    private Action<LogEvent> _observer = null!;

    [SetUp]
    public void KeepTheLogOffTheConsole() => Log.AddObserver(_observer = _ => { });

    [TearDown]
    public void Restore()
    {
        // The programs leave failures that nobody handles: they are to be found here, and not while another test looks at the log.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Log.RemoveObserver(_observer);
    }

    [TestCase("0000KOIPe036")]
    [TestCase("0001Bb5xWPs5")]
    [TestCase("0002NqWuKF19")]
    public void RandomProgram_AgainstTheModel_TellsTheSameStory(string seed) => Look(seed, Programs);

    [Test]
    public void AnyOrderOfAddsAndTheFire_GivesTheFoldOfTheCallbacks() =>
        Gen.Select(Number.Array[0, 20], Gen.Int[0, 20], Number).Sample(
            (addends, firedAfter, value) =>
            {
                var d = new Deferred<int>();
                var fireAt = Math.Min(firedAfter, addends.Length);
                for (var i = 0; i <= addends.Length; i++)
                {
                    if (i == fireAt)
                        d.Callback(value);
                    if (i < addends.Length)
                    {
                        var addend = addends[i];
                        d.AddCallback(n => (n * 3) + addend);
                    }
                }
                return (int)d.Chain.Result! == addends.Aggregate(value, (n, addend) => (n * 3) + addend);
            },
            seed: "0000KOIPe036",
            iter: 5_000,
            threads: 1);

    [Test]
    public void CancelAnywhereInAChainOfWaiting_FiresEachOnceAndAsksTheLastOne() =>
        Gen.Select(Gen.Int[1, 50], Gen.Int[0, 49]).Sample(
            (length, at) =>
            {
                var asked = 0;
                var fired = 0;
                var chain = new Deferred<int>[length];
                chain[^1] = new Deferred<int>(_ => asked++);
                for (var i = length - 2; i >= 0; i--)
                {
                    var next = chain[i + 1];
                    chain[i] = Deferred.Succeed(i).AddCallback(_ => next);
                }
                chain[0].AddErrback(_ => fired++);
                chain[at % length].Cancel();
                chain[at % length].Cancel();
                return asked == 1 && fired == 1;
            },
            seed: "0000KOIPe036",
            iter: 2_000,
            threads: 1);

    private static void Look(string seed, long programs) =>
        Scenarios.Sample(
            scenario => scenario.PlayOn(new RealWorld(scenario.Cancellers)).Should().Equal(scenario.PlayOn(new ModelWorld(scenario.Cancellers))),
            seed: seed,
            iter: programs,
            threads: 1,
            print: scenario => $"{scenario}\n--- library\n{string.Join('\n', scenario.PlayOn(new RealWorld(scenario.Cancellers)))}" +
                $"\n--- model\n{string.Join('\n', scenario.PlayOn(new ModelWorld(scenario.Cancellers)))}");

    private static Gen<Operation> Operations(Gen<Operation?> first)
    {
        var act = Gen.Select(Gen.Enum<Ending>(), Number, first, (ending, argument, nested) => new Act(ending, argument, nested));
        var step = Gen.Select(Number, Gen.Enum<StepKind>(), act, act, (name, kind, onValue, onFailure) => new Step(name, kind, onValue, onFailure));
        return Gen.Frequency(
            (10, Gen.Select(Index, step, Operation (on, s) => new Add(on, s))),
            (3, Gen.Select(Index, Number, Operation (on, n) => new Callback(on, n))),
            (1, Gen.Select(Index, Number, Operation (on, n) => new Errback(on, n))),
            (2, Index.Select(Operation (on) => new Cancel(on))),
            (1, Index.Select(Operation (on) => new Pause(on))),
            (2, Index.Select(Operation (on) => new Unpause(on))),
            (1, Gen.Select(Index, Index, Operation (on, other) => new ChainDeferred(on, other))),
            (2, Index.Array[1, 3].Select(Operation (sequence) => new Await(sequence))),
            (1, Gen.Int[0, 2].Select(Operation (method) => new CancelMethod(method))),
            (1, Index.Array[0, 3].Select(Operation (children) => new Gather(children))),
            (1, Gen.Int[0, 2].Select(Operation (gathering) => new CancelGathering(gathering))));
    }
}
