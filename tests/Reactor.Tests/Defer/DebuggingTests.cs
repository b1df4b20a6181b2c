using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
[NonParallelizable]
public sealed class DebuggingTests
{
    [SetUp]
    public void TurnOn() => Deferred.Debugging = true;

    [TearDown]
    public void TurnOff() => Deferred.Debugging = false;

    [TestCase(false, false)]
    [TestCase(false, true)]
    [TestCase(true, false)]
    [TestCase(true, true)]
    public void FiredTwice_Debugging_SaysWhereItWasMadeAndFiredFirst(bool firstFails, bool secondFails)
    {
        var d = Make();
        FireFirst(d, firstFails);
        d.Invoking(x => Fire(x, secondFails)).Should().Throw<AlreadyCalledException>()
            .WithMessage($"*fired already*made:*at *{nameof(Make)}*first fired:*at *{nameof(FireFirst)}*");
        d.AddErrback(_ => { });
    }

    [TestCase(false, false)]
    [TestCase(false, true)]
    [TestCase(true, false)]
    [TestCase(true, true)]
    public void FiredTwice_NotDebugging_SaysHowToSeeMore(bool firstFails, bool secondFails)
    {
        Deferred.Debugging = false;
        var d = Make();
        FireFirst(d, firstFails);
        d.Invoking(x => Fire(x, secondFails)).Should().Throw<AlreadyCalledException>()
            .Which.Message.Should().Contain("Set Deferred.Debugging").And.NotContain(nameof(Make));
        d.AddErrback(_ => { });
    }

    [Test]
    public void Debugging_SwitchedOnAfterItWasMade_SaysWhereItWasFiredOnly()
    {
        Deferred.Debugging = false;
        var d = Make();
        Deferred.Debugging = true;
        FireFirst(d, false);
        d.Invoking(x => Fire(x, false)).Should().Throw<AlreadyCalledException>()
            .Which.Message.Should().Contain(nameof(FireFirst)).And.NotContain(" made:");
    }

    [Test]
    public void Trace_OfALambdaInAConstructor_LeavesOutOurOwnFrames()
    {
        var d = Make();
        FireFirst(d, false);
        d.Invoking(x => Fire(x, false)).Should().Throw<AlreadyCalledException>().Which.Message.Should().NotContain("DeferredChain");
    }

    [Test]
    public void Unhandled_Debugging_SaysWhereItWasMadeAndFired()
    {
        using var log = new LogWatch();
        var reported = log.After(e => Make().Errback(e)).Should().ContainSingle().Which;
        reported.Message.Should().StartWith("Unhandled error in Deferred").And.Contain(nameof(Make)).And.Contain("first fired:");
    }

    [Test]
    public void ChainDeferred_Debugging_ToStringSaysWhoWillFireIt()
    {
        var first = new Deferred<int>();
        var second = new Deferred<int>();
        first.ChainDeferred(second);
        second.ToString().Should().Be("<Deferred of Int32 chained to <Deferred of Int32 no result yet>>");
        first.Callback(1);
        second.ToString().Should().Be("<Deferred of Int32 current result: 1>");
    }

    private static Deferred<int> Make() => new();

    private static void FireFirst(Deferred<int> d, bool fails) => Fire(d, fails);

    private static void Fire(Deferred<int> d, bool fails)
    {
        if (fails)
            d.Errback(new FormatException());
        else
            d.Callback(1);
    }
}
