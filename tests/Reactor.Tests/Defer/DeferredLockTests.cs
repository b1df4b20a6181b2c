using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Defer;

public sealed class DeferredLockTests : ConcurrencyPrimitiveContract<DeferredLock>
{
    [Test]
    public void Lock_New_IsUnlocked()
    {
        One.IsLocked.Should().BeFalse();
        One.ToString().Should().Be("<DeferredLock unlocked>");
    }

    [Test]
    public void Lock_AcquiredAndWaitedFor_SaysSo()
    {
        One.Acquire();
        One.ToString().Should().Be("<DeferredLock locked, 0 waiting>");
        One.Acquire();
        One.Acquire();
        One.IsLocked.Should().BeTrue();
        One.ToString().Should().Be("<DeferredLock locked, 2 waiting>");
    }

    [Test]
    public void Release_Unlocked_NamesTheState() =>
        One.Invoking(l => l.Release()).Should().Throw<InvalidOperationException>()
            .WithMessage("<DeferredLock unlocked> cannot be released: nobody has acquired it.");

    [Test]
    public void Acquire_ByItsHolder_Waits()
    {
        // Twisted's test of locks: a callback that acquires again before the first release gets nothing.
        var acquired = 0;
        One.Acquire().AddCallback(_ => acquired++);
        One.Acquire().AddCallback(_ => acquired++);
        acquired.Should().Be(1);
        One.Release();
        acquired.Should().Be(2);
        One.IsLocked.Should().BeTrue();
        One.Release();
        One.IsLocked.Should().BeFalse();
    }

    private protected override DeferredLock Make() => new();

    private protected override bool IsFree() => !One.IsLocked;
}
