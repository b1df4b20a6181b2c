using TwistedSharp.Defer;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class DeferredQueueTests
{
    private List<int> _log = null!; // Made in SetUp.
    private DeferredQueue<int> _queue = null!; // Made in SetUp.

    [SetUp]
    public void Start()
    {
        _log = [];
        _queue = new DeferredQueue<int>();
    }

    [Test]
    public void Get_ItemsThere_GivesThemInTheOrderTheyCame()
    {
        for (var i = 1; i <= 3; i++)
            _queue.Put(i);
        _queue.Pending.Should().Be(3);
        for (var i = 1; i <= 3; i++)
            DeferredAssertions.SuccessResultOf(_queue.Get()).Should().Be(i);
        _queue.Pending.Should().Be(0);
    }

    [Test]
    public void Put_SeveralWait_GivesToTheLongestWaiting()
    {
        for (var i = 0; i < 3; i++)
            _queue.Get().AddCallback(_log.Add);
        _queue.Waiting.Should().Be(3);
        _queue.Put(1);
        _log.Should().Equal(1);
        _queue.Put(2);
        _queue.Put(3);
        _log.Should().Equal(1, 2, 3);
        (_queue.Pending, _queue.Waiting).Should().Be((0, 0));
    }

    [Test]
    public void Put_InsideAGet_GoesToTheNextWaiting()
    {
        _queue.Get().AddCallback(item => { _log.Add(item); _queue.Put(9); });
        _queue.Get().AddCallback(_log.Add);
        _queue.Put(1);
        _queue.Put(2);
        _log.Should().Equal(1, 9);
        DeferredAssertions.SuccessResultOf(_queue.Get()).Should().Be(2);
    }

    [Test]
    public void Get_InsideAGet_JoinsTheEndOfTheLine()
    {
        _queue.Get().AddCallback(item => { _log.Add(item); _queue.Get().AddCallback(next => _log.Add(next * 10)); });
        _queue.Get().AddCallback(_log.Add);
        for (var i = 1; i <= 3; i++)
            _queue.Put(i);
        _log.Should().Equal(1, 2, 30);
    }

    [Test]
    public void Put_Full_ThrowsAtOnceAndKeepsWhatIsThere()
    {
        var queue = new DeferredQueue<int>(size: 2);
        queue.Put(1);
        queue.Put(2);
        queue.Invoking(q => q.Put(3)).Should().Throw<QueueOverflowException>()
            .WithMessage("<DeferredQueue of Int32, 2 of 2 pending, 0 waiting> is full.");
        DeferredAssertions.SuccessResultOf(queue.Get()).Should().Be(1);
        queue.Put(4);
        DeferredAssertions.SuccessResultOf(queue.Get()).Should().Be(2);
        DeferredAssertions.SuccessResultOf(queue.Get()).Should().Be(4);
    }

    [Test]
    public void Put_SizeZero_NeedsSomebodyWaiting()
    {
        var queue = new DeferredQueue<int>(size: 0);
        queue.Invoking(q => q.Put(1)).Should().Throw<QueueOverflowException>();
        var d = queue.Get();
        queue.Put(2);
        DeferredAssertions.SuccessResultOf(d).Should().Be(2);
    }

    [Test]
    public void Get_BacklogFull_ThrowsAtOnceAndKeepsTheLine()
    {
        var queue = new DeferredQueue<int>(backlog: 1);
        var first = queue.Get();
        queue.Invoking(q => q.Get()).Should().Throw<QueueUnderflowException>()
            .WithMessage("<DeferredQueue of Int32, 0 pending, 1 of 1 waiting> has no item, and no more may wait for one.");
        queue.Put(1);
        DeferredAssertions.SuccessResultOf(first).Should().Be(1);
        queue.Get().Called.Should().BeFalse();
    }

    [Test]
    public void Get_BacklogZero_NeedsAnItem()
    {
        var queue = new DeferredQueue<int>(backlog: 0);
        queue.Invoking(q => q.Get()).Should().Throw<QueueUnderflowException>();
        queue.Put(1);
        DeferredAssertions.SuccessResultOf(queue.Get()).Should().Be(1);
    }

    [Test]
    public void Queue_NegativeLimit_Throws()
    {
        FluentActions.Invoking(() => new DeferredQueue<int>(size: -1)).Should()
            .Throw<ArgumentOutOfRangeException>().WithParameterName("size");
        FluentActions.Invoking(() => new DeferredQueue<int>(backlog: -1)).Should()
            .Throw<ArgumentOutOfRangeException>().WithParameterName("backlog");
    }

    [Test]
    public void Queue_Limits_CanBeRead()
    {
        var queue = new DeferredQueue<int>(3, 4);
        (queue.Size, queue.Backlog).Should().Be((3, 4));
        (_queue.Size, _queue.Backlog).Should().Be((null, null));
    }

    [Test]
    public void Put_ADeferred_ThrowsAndNobodyLeavesTheLine()
    {
        var queue = new DeferredQueue<object>();
        var d = queue.Get();
        queue.Invoking(q => q.Put(new Deferred())).Should().Throw<ArgumentException>().WithParameterName("item");
        queue.Put("item");
        DeferredAssertions.SuccessResultOf(d).Should().Be("item");
    }

    [Test]
    public void Put_AFailure_FailsTheGet([Values] bool isWaiting)
    {
        var queue = new DeferredQueue<object>();
        var waiting = isWaiting ? queue.Get() : null;
        queue.Put(new Failure(new FormatException()));
        DeferredAssertions.FailureResultOf<FormatException>(waiting ?? queue.Get());
    }

    [Test]
    public void Put_Null_IsAnItem()
    {
        var queue = new DeferredQueue<string?>();
        queue.Put(null);
        DeferredAssertions.SuccessResultOf(queue.Get()).Should().BeNull();
    }

    [Test]
    public void Cancel_AfterAnItem_DoesNothing()
    {
        _queue.Put(1);
        var d = _queue.Get();
        d.Cancel();
        DeferredAssertions.SuccessResultOf(d).Should().Be(1);
    }

    [Test]
    public void Cancel_Waiting_LeavesTheLineAndLosesNoItem([Range(0, 2)] int which)
    {
        var gets = new[] { _queue.Get(), _queue.Get(), _queue.Get() };
        gets[which].Cancel();
        DeferredAssertions.FailureResultOf<CancelledException>(gets[which]);
        _queue.Put(1);
        _queue.Put(2);
        _queue.Put(3);
        gets.Where((_, i) => i != which).Select(DeferredAssertions.SuccessResultOf).Should().Equal(1, 2);
        DeferredAssertions.SuccessResultOf(_queue.Get()).Should().Be(3);
    }

    [Test]
    public void Get_TokenCancelled_LeavesTheLine()
    {
        using var source = new CancellationTokenSource();
        var d = _queue.Get(source.Token);
        source.Cancel();
        DeferredAssertions.FailureResultOf<CancelledException>(d);
        _queue.Put(1);
        _queue.Pending.Should().Be(1);
    }

    [Test]
    public void Get_TokenCancelledBefore_TakesNoItem()
    {
        _queue.Put(1);
        DeferredAssertions.FailureResultOf<CancelledException>(_queue.Get(new CancellationToken(canceled: true)));
        _queue.Pending.Should().Be(1);
    }

    [Test]
    public void Get_TokenCancelledElsewhereWhileAnItemComes_TheItemIsDelivered()
    {
        using var home = new ManualContext();
        using var source = new CancellationTokenSource();
        var d = _queue.Get(source.Token);
        ManualContext.Elsewhere(source.Cancel);
        _queue.Put(1);
        home.Turn();
        DeferredAssertions.SuccessResultOf(d).Should().Be(1);
    }

    [Test]
    public void ToString_SaysItsState()
    {
        _queue.ToString().Should().Be("<DeferredQueue of Int32, 0 pending, 0 waiting>");
        _queue.Put(1);
        _queue.ToString().Should().Be("<DeferredQueue of Int32, 1 pending, 0 waiting>");
        var limited = new DeferredQueue<string>(2, 3);
        limited.Get();
        limited.ToString().Should().Be("<DeferredQueue of String, 0 of 2 pending, 1 of 3 waiting>");
    }
}
