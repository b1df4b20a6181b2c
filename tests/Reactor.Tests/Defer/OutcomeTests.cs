using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class OutcomeTests
{
    [Test]
    public void Of_AnInterface_IsAValueForAddBoth()
    {
        IReadOnlyList<int> instead = [1, 2];
        IReadOnlyList<int>? seen = null;
        Deferred.Fail<IReadOnlyList<int>>(new FormatException())
            .AddBoth(o => o.IsSuccess ? o : Outcome.Of(instead))
            .AddCallback(list => { seen = list; });
        seen.Should().BeSameAs(instead);
    }
}
