using TwistedSharp.Defer;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Tests.Defer;

public sealed class DeferredSemaphoreTests : ConcurrencyPrimitiveContract<DeferredSemaphore>
{
    [TestCase(0)]
    [TestCase(-1)]
    public void Semaphore_LessThanOneToken_Throws(int tokens) =>
        FluentActions.Invoking(() => new DeferredSemaphore(tokens)).Should()
            .Throw<ArgumentOutOfRangeException>().WithParameterName("tokens");

    [Test]
    public void Acquire_SeveralTokens_GivesThemOutThenWaits()
    {
        var semaphore = new DeferredSemaphore(3);
        (semaphore.Limit, semaphore.Tokens).Should().Be((3, 3));
        for (var left = 2; left >= 0; left--)
        {
            DeferredAssertions.SuccessResultOf(semaphore.Acquire());
            semaphore.Tokens.Should().Be(left);
        }
        var waiting = semaphore.Acquire();
        DeferredAssertions.AssertNoResult(waiting);
        (semaphore.Tokens, semaphore.Waiting).Should().Be((0, 1));
        semaphore.ToString().Should().Be("<DeferredSemaphore 0 of 3 tokens left, 1 waiting>");
        semaphore.Release();
        DeferredAssertions.SuccessResultOf(waiting);
        (semaphore.Tokens, semaphore.Waiting).Should().Be((0, 0));
        for (var left = 1; left <= 3; left++)
        {
            semaphore.Release();
            semaphore.Tokens.Should().Be(left);
        }
        semaphore.Limit.Should().Be(3);
    }

    [Test]
    public void Release_AllTokensThere_NamesTheState() =>
        new DeferredSemaphore(2).Invoking(s => s.Release()).Should().Throw<InvalidOperationException>()
            .WithMessage("<DeferredSemaphore 2 of 2 tokens left, 0 waiting> cannot be released: all its tokens are there.");

    [Test]
    public void Run_MoreThanTokens_NeverMoreThanTokensAtATime()
    {
        var semaphore = new DeferredSemaphore(2);
        var running = new List<Deferred>();
        var (now, most) = (0, 0);
        for (var i = 0; i < 10; i++)
        {
            semaphore.Run(() =>
            {
                most = Math.Max(most, ++now);
                var d = new Deferred();
                running.Add(d);
                return d.AddCallback(() => { now--; });
            });
        }
        for (var i = 0; i < 10; i++)
            running[i].Callback();
        (now, most, running.Count, semaphore.Tokens).Should().Be((0, 2, 10, 2));
    }

    private protected override DeferredSemaphore Make() => new(1);

    private protected override bool IsFree() => One.Tokens == 1;
}
