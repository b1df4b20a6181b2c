using NSubstitute;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client.Tests.Agents;

public sealed class HostnameCachingHTTPSPolicyTests
{
    private IPolicyForHTTPS _inner = null!;

    [SetUp]
    public void SetUp()
    {
        _inner = Substitute.For<IPolicyForHTTPS>();
        _inner.CreatorForNetloc(default!, default).ReturnsForAnyArgs(call => new TlsOptions(call.Arg<string>()));
    }

    [Test]
    public void Host_AskedForAgain_GetsTheSameOptions()
    {
        var policy = new HostnameCachingHTTPSPolicy(_inner);
        var first = policy.CreatorForNetloc("a", 443);
        policy.CreatorForNetloc("a", 443).Should().BeSameAs(first);
        policy.CreatorForNetloc("a", 8443).Should().NotBeSameAs(first);
        policy.CreatorForNetloc("b", 443).Should().NotBeSameAs(first);
        _inner.Received(3).CreatorForNetloc(Arg.Any<string>(), Arg.Any<int>());
    }

    [Test]
    public void CacheFull_TheHostThatWasAskedForLongestAgoIsForgotten()
    {
        var policy = new HostnameCachingHTTPSPolicy(_inner, cacheSize: 2);
        var (a, b) = (policy.CreatorForNetloc("a", 443), policy.CreatorForNetloc("b", 443));
        policy.CreatorForNetloc("a", 443).Should().BeSameAs(a);
        policy.CreatorForNetloc("c", 443);
        policy.CreatorForNetloc("a", 443).Should().BeSameAs(a);
        policy.CreatorForNetloc("b", 443).Should().NotBeSameAs(b);
    }

    [Test]
    public void CacheSize_Default_IsTwentyHosts()
    {
        var policy = new HostnameCachingHTTPSPolicy(_inner);
        var first = policy.CreatorForNetloc("host0", 443);
        for (var i = 1; i < 20; i++)
            policy.CreatorForNetloc($"host{i}", 443);
        policy.CreatorForNetloc("host0", 443).Should().BeSameAs(first);
        policy.CreatorForNetloc("host20", 443);
        policy.CreatorForNetloc("host0", 443).Should().BeSameAs(first, "host1 had not been asked for longer");
    }

    [Test]
    public void CacheSize_NotPositive_Throws() =>
        FluentActions.Invoking(() => new HostnameCachingHTTPSPolicy(_inner, 0)).Should().Throw<ArgumentOutOfRangeException>();
}
