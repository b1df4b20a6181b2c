using TwistedSharp.Defer;
using TwistedSharp.Internet;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Defer;

/// <summary>The AsyncLocals of an <c>async Deferred</c> method are those it was called with, and what it sets is its own.</summary>
[TestFixture]
public sealed class MethodContextTests
{
    private static readonly AsyncLocal<int> Local = new();

    private Clock _clock = null!;

    [SetUp]
    public void Start() => _clock = new Clock();

    [Test]
    public void AwaitedChainsCallbacks_SetTheLocal_TheMethodKeepsItsOwn([Values] bool fails)
    {
        Local.Value = 1;
        var seen = new List<int>();
        var changes = new Deferred<int>();
        changes.AddCallback(n =>
        {
            Local.Value = 3;
            return fails ? throw new FormatException() : n;
        });
        Local.Value = 2;
        var d = Method();
        Local.Value = 5;
        _clock.Advance(1);
        SuccessResultOf(d);
        seen.Should().Equal(2, 2, 2);

        async Deferred Method()
        {
            seen.Add(Local.Value);
            await Deferred.Succeed();
            seen.Add(Local.Value);
            _clock.CallLater(1, () => changes.Callback(1));
            try
            {
                await changes;
            }
            catch (FormatException)
            {
                // Either way the method goes on in its own context.
            }
            seen.Add(Local.Value);
        }
    }

    [Test]
    public void AwaitedMethod_SetsTheLocal_TheOuterKeepsItsOwn([Values] bool waits)
    {
        Local.Value = 2;
        var seen = 0;
        var d = Outer();
        _clock.Advance(1);
        SuccessResultOf(d);
        seen.Should().Be(2);

        async Deferred Outer()
        {
            await Inner();
            seen = Local.Value;
        }

        async Deferred Inner()
        {
            var later = new Deferred();
            if (waits)
                _clock.CallLater(1, later.Callback);
            else
                later.Callback();
            await later;
            Local.Value = 3;
        }
    }

    [Test]
    public void SetBeforeAnAwait_IsThereAfterItAndCanBeTakenBack()
    {
        var seen = new List<int>();
        Local.Value = 2;
        var d = Method();
        Local.Value.Should().Be(2);
        _clock.Advance(1);
        SuccessResultOf(d);
        seen.Should().Equal(3, 2);

        async Deferred Method()
        {
            var before = Local.Value;
            Local.Value = 3;
            var later = new Deferred();
            _clock.CallLater(1, later.Callback);
            await later;
            seen.Add(Local.Value);
            Local.Value = before;
            seen.Add(Local.Value);
        }
    }
}
