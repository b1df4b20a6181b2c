using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class AwaiterTests
{
    [Test]
    public void GetResult_Unfired_ThrowsInsteadOfGivingADefault()
    {
        new Deferred<int>().Invoking(d => d.GetAwaiter().GetResult()).Should().Throw<InvalidOperationException>()
            .WithMessage("*cannot be blocked on*no result yet*Await it*");
        new Deferred().Invoking(d => d.GetAwaiter().GetResult()).Should().Throw<InvalidOperationException>();
    }

    [Test]
    public void GetResult_Waiting_ThrowsAndSaysForWhat()
    {
        var d = Deferred.Succeed(1).AddCallback(_ => new Deferred<string>());
        d.Invoking(x => x.GetAwaiter().GetResult()).Should().Throw<InvalidOperationException>().WithMessage("*waiting on*");
    }

    [Test]
    public void GetResult_Fired_GivesTheValue() => Deferred.Succeed(4).GetAwaiter().GetResult().Should().Be(4);
}
