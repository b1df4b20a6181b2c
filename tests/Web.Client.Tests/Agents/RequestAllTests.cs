using TwistedSharp.Defer;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Agents;

public sealed class RequestAllTests
{
    private readonly List<PageResult> _seen = [];
    private Web _web = null!;
    private int _asked;
    private bool _disposed;

    [SetUp]
    public void SetUp()
    {
        _seen.Clear();
        (_asked, _disposed) = (0, false);
        _web = new Web();
        _web.Pool.MaxConnectionsPerHost = 100;
    }

    [Test]
    public void Results_ComeAsThePagesDo()
    {
        var walk = Walk(_web.Agent.RequestAll(["http://a/0", "http://a/1", "http://a/2"]));
        Turn();
        foreach (var i in (int[])[2, 0, 1])
            _web[i].Answer($"page {i}");
        Turn();
        SuccessResultOf(walk);
        _seen.Select(r => (r.Url, r.Page)).Should().Equal(("http://a/2", "page 2"), ("http://a/0", "page 0"), ("http://a/1", "page 1"));
        _seen.Should().OnlyContain(r => r.Succeeded);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Concurrency_NoMoreAtATime_AndTheNextWhenOneHasCome()
    {
        var walk = Walk(_web.Agent.RequestAll(Enumerable.Range(0, 50).Select(i => $"http://a/{i}"), concurrency: 3));
        for (var done = 0; done < 50; done++)
        {
            Turn();
            var busy = _web.Route.Connections.Where(c => c.HasRequest).ToArray();
            busy.Length.Should().Be(Math.Min(3, 50 - done));
            var target = busy[0].TakeRequest().Split(' ')[1];
            busy[0].Answer(target);
        }
        Turn();
        SuccessResultOf(walk);
        _seen.Should().HaveCount(50).And.OnlyContain(r => r.Url.EndsWith(r.Page!));
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Failures_AreResultsAndHoldUpNobody()
    {
        var walk = Walk(_web.Agent.RequestAll(["http://a/lost", "nonsense", "ftp://a/", "http://b/"]));
        Turn();
        _web[0].Lose();
        _web[1].Answer("b");
        Turn();
        SuccessResultOf(walk);
        _seen.ToDictionary(r => r.Url, r => r.Failure?.Type.Name ?? r.Page).Should().BeEquivalentTo(new Dictionary<string, string?>
        {
            ["http://a/lost"] = nameof(ResponseNeverReceivedException),
            ["nonsense"] = nameof(InvalidURIException),
            ["ftp://a/"] = nameof(SchemeNotSupportedException),
            ["http://b/"] = "b",
        });
    }

    [Test]
    public void Reader_IsSlow_HoldsTheFetchingUp()
    {
        var pages = _web.Agent.RequestAll(Endless(), concurrency: 2).GetAsyncEnumerator();
        var first = pages.MoveNextAsync();
        for (var i = 0; i < 20; i++)
        {
            Turn();
            foreach (var busy in _web.Route.Connections.Where(c => c.HasRequest).ToArray())
            {
                busy.TakeRequest();
                busy.Answer("x");
            }
        }
        SuccessResultOf(first).Should().BeTrue();
        _asked.Should().Be(3, "one result is taken, and the two after it wait");
        pages.DisposeAsync();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Urls_ThatNobodyAsksFor_AreNotTaken()
    {
        _ = _web.Agent.RequestAll(Endless());
        Turn();
        _asked.Should().Be(0);
    }

    [Test]
    public void Dispose_InTheMiddle_CancelsWhatIsUnderWay()
    {
        var pages = _web.Agent.RequestAll(Endless(), concurrency: 4).GetAsyncEnumerator();
        var next = pages.MoveNextAsync();
        Turn();
        pages.DisposeAsync();
        pages.DisposeAsync();
        FailureResultOf<CancelledException>(next);
        _web.Route.Connections.Should().HaveCount(4).And.OnlyContain(c => c.Transport.Aborted);
        _disposed.Should().BeTrue();
        FluentActions.Invoking(() => pages.MoveNextAsync()).Should().Throw<ObjectDisposedException>();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Urls_SequenceThrows_GivesWhatCameBeforeAndFails()
    {
        var walk = Walk(_web.Agent.RequestAll(Throwing(), concurrency: 2));
        Turn();
        _web[0].Answer("first");
        Turn();
        FailureResultOf<FormatException>(walk);
        _seen.Select(r => r.Page).Should().Equal("first");
        _web.AssertNothingIsLeft();

        static IEnumerable<string> Throwing()
        {
            yield return "http://a/";
            throw new FormatException();
        }
    }

    [Test]
    public void Urls_None_EndsAtOnce()
    {
        var walk = Walk(_web.Agent.RequestAll([]));
        Turn();
        SuccessResultOf(walk);
        _seen.Should().BeEmpty();
    }

    [Test]
    public void Token_Cancelled_EndsTheWalk()
    {
        using var source = new CancellationTokenSource();
        var pages = _web.Agent.RequestAll(Endless()).GetAsyncEnumerator(source.Token);
        var next = pages.MoveNextAsync();
        Turn();
        source.Cancel();
        FailureResultOf<CancelledException>(next);
        pages.DisposeAsync();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void MoveNext_WhileItWaits_Throws()
    {
        var pages = _web.Agent.RequestAll(Endless()).GetAsyncEnumerator();
        pages.MoveNextAsync().AddErrback(_ => false);
        FluentActions.Invoking(() => pages.MoveNextAsync()).Should().Throw<InvalidOperationException>();
        pages.DisposeAsync();
    }

    [TestCase(0)]
    [TestCase(-1)]
    public void Concurrency_NotPositive_Throws(int concurrency) =>
        FluentActions.Invoking(() => _web.Agent.RequestAll([], concurrency)).Should().Throw<ArgumentOutOfRangeException>();

    private IEnumerable<string> Endless()
    {
        try
        {
            while (true)
                yield return $"http://a/{_asked++}";
        }
        finally
        {
            _disposed = true;
        }
    }

    private async Deferred Walk(PageSequence pages)
    {
        await foreach (var result in pages)
            _seen.Add(result);
    }

    /// <summary>The cooperator works in turns of its own.</summary>
    private void Turn()
    {
        for (var i = 0; i < 5; i++)
            _web.Clock.Advance(0.01);
    }
}
