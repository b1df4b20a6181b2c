using TwistedSharp.Defer;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Decorators;

/// <summary>The total of a budget is for all that one call leads to.</summary>
[TestFixture(false)]
[TestFixture(true)]
public sealed class TotalTimeTests(bool closesAtOnce)
{
    private static readonly RequestOptions Within10 = new() { Budget = RequestBudget.Within(TimeSpan.FromSeconds(10)) };

    private Web _web = null!;

    [SetUp]
    public void SetUp()
    {
        _web = new Web();
        _web.Route.ClosesAtOnce = closesAtOnce;
    }

    [Test]
    public void Redirects_SlowEach_AreTogetherWithinTheTotal()
    {
        var asked = new BrowserLikeRedirectAgent(_web.Agent).Request("GET", "http://a/0", options: Within10);
        for (var hop = 1; hop <= 3; hop++)
        {
            _web.Clock.Advance(3);
            _web.Route.Last.Redirect($"/{hop}");
        }
        _web.Clock.Advance(0.9);
        AssertNoResult(asked);
        _web.Clock.Advance(0.1);
        TimedOut(asked).Message.Should().StartWith("http://a/3 took longer than 10 s in all;");
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Redirects_UnderThePoolsOwnBudget_AreTogetherWithinItsTotal()
    {
        _web.Pool.Budget = Within10.Budget!;
        var asked = new RedirectAgent(_web.Agent).Request("GET", "http://a/0");
        _web.Clock.Advance(6);
        _web[0].Redirect("http://b/");
        _web.Clock.Advance(4);
        TimedOut(asked);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Pages_WithRedirects_AreTogetherWithinTheTotal()
    {
        var asked = _web.Agent.RequestString("http://a/0", options: Within10);
        _web.Clock.Advance(6);
        _web[0].Redirect("http://b/");
        _web.Clock.Advance(4);
        TimedOut(asked);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Challenge_AnsweredLate_LeavesOnlyTheRestOfTheTotal()
    {
        var asked = new AuthenticationAgent(_web.Agent, "http://a/", new DigestCredentials("u", "p")).Request("GET", "http://a/0", options: Within10);
        _web.Clock.Advance(6);
        _web[0].Feed("HTTP/1.1 401 x\r\nWWW-Authenticate: Digest realm=r, nonce=n, qop=\"auth\"\r\nContent-Length: 0\r\n\r\n");
        _web.Clock.Advance(4);
        TimedOut(asked);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Attempts_AndTheirWaits_AreTogetherWithinTheTotal()
    {
        var asked = Retrying().Request("GET", "http://a/0", options: Within10);
        _web.Clock.Advance(5);
        Later(4);
        _web.Clock.Advance(4);
        _web.Clock.Advance(1);
        FailureResultOf<RetriesFailedException>(asked).Last.Value.Should().BeOfType<RequestTimeoutException>().Which.IsTotal.Should().BeTrue();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Attempts_ThatWouldBeginAfterTheTotal_AreNotMadeAndTheAnswerIsTheCallers()
    {
        var asked = Retrying().Request("GET", "http://a/0", options: Within10);
        _web.Clock.Advance(5);
        Later(5);
        SuccessResultOf(asked).Code.Should().Be(503);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Attempts_OfARedirectsTarget_HaveTheRestOfTheTotal()
    {
        var asked = new RedirectAgent(Retrying()).Request("GET", "http://a/0", options: Within10);
        _web.Clock.Advance(5);
        _web[0].Redirect("/1");
        _web.Clock.Advance(3);
        Later(2);
        SuccessResultOf(asked).Code.Should().Be(503);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Redirect_OfARequestThatWasTriedAgain_CountsFromTheFirstAttempt()
    {
        var asked = new RedirectAgent(Retrying()).Request("GET", "http://a/0", options: Within10);
        _web.Clock.Advance(3);
        Later(3);
        _web.Clock.Advance(3);
        _web[0].Redirect("/1");
        _web.Clock.Advance(4);
        TimedOut(asked);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Options_UsedForTwoRequests_CountForEach()
    {
        var agent = new RedirectAgent(_web.Agent);
        for (var i = 0; i < 2; i++)
        {
            var asked = agent.Request("GET", "http://a/0", options: Within10);
            _web.Clock.Advance(6);
            _web[0].Redirect("/1");
            _web.Clock.Advance(3);
            _web[0].Answer();
            SuccessResultOf(asked);
        }
        _web.AssertNothingIsLeft();
    }

    private RetryAgent Retrying() => new(_web.Agent, _web.Clock, new RetryPolicy { Random = () => 0 });

    private void Later(int seconds) => _web[0].Feed($"HTTP/1.1 503 x\r\nRetry-After: {seconds}\r\nContent-Length: 0\r\n\r\n");

    private static RequestTimeoutException TimedOut<T>(Deferred<T> asked)
    {
        var failure = FailureResultOf<RequestTimeoutException>(asked);
        (failure.IsTotal, failure.Limit).Should().Be((true, TimeSpan.FromSeconds(10)));
        return failure;
    }
}
