using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Reactors;

public sealed class ReactorsTests
{
    [Test]
    public void Create_EachTime_MakesAnotherThatSuitsTheSystem()
    {
        var reactor = TwistedSharp.Internet.Reactors.Create();
        reactor.GetType().Should().Be(OperatingSystem.IsLinux() ? typeof(EPollReactor) : typeof(SelectReactor));
        TwistedSharp.Internet.Reactors.Create().Should().NotBeSameAs(reactor);
    }

    [Test]
    public void Default_Always_IsTheSame() =>
        TwistedSharp.Internet.Reactors.Default.Should().BeSameAs(TwistedSharp.Internet.Reactors.Default);

    [Test]
    public void React_NoReactorGiven_RunsTheDefault()
    {
        // The process has one, and it runs once: no other test may.
        IReactor? given = null;
        TwistedSharp.Internet.Reactors.React(reactor =>
        {
            given = reactor;
            return Deferred.Succeed();
        }).Should().Be(0);
        given.Should().BeSameAs(TwistedSharp.Internet.Reactors.Default);
    }
}
