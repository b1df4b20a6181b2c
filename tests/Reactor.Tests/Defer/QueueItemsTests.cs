using TwistedSharp.Defer;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class QueueItemsTests
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
    public void Loop_ItemsComeAndGo_GetsThemInlineAndInOrder()
    {
        using var context = new ManualContext();
        _queue.Put(1);
        _queue.Put(2);
        var loop = ReadThree(_queue.ReadAll());
        _log.Should().Equal(1, 2);
        _queue.Put(3);
        _log.Should().Equal(1, 2, 3);
        DeferredAssertions.SuccessResultOf(loop);
        context.Posted.Should().Be(0, "nothing went by way of the context");
        _queue.Put(4);
        _queue.Pending.Should().Be(1, "a loop that has ended takes nothing");
    }

    [Test]
    public void Loop_TokenCancelled_EndsAndLosesNoItem()
    {
        using var source = new CancellationTokenSource();
        var loop = ReadThree(_queue.ReadAll(source.Token));
        _queue.Put(1);
        source.Cancel();
        DeferredAssertions.FailureResultOf<CancelledException>(loop);
        _queue.Put(2);
        _log.Should().Equal(1);
        DeferredAssertions.SuccessResultOf(_queue.Get()).Should().Be(2);
    }

    [Test]
    public void Loop_TokenCancelledWhileAnItemIsUsed_LeavesTheRest()
    {
        using var source = new CancellationTokenSource();
        for (var i = 1; i <= 3; i++)
            _queue.Put(i);
        DeferredAssertions.FailureResultOf<CancelledException>(Read());
        _log.Should().Equal(1);
        _queue.Pending.Should().Be(2);

        async Deferred Read()
        {
            await foreach (var item in _queue.ReadAll(source.Token))
            {
                _log.Add(item);
                source.Cancel();
            }
        }
    }

    [Test]
    public void Loop_TokenCancelledElsewhereWhileAnItemComes_TheItemIsDelivered()
    {
        using var home = new ManualContext();
        using var source = new CancellationTokenSource();
        var loop = ReadThree(_queue.ReadAll(source.Token));
        ManualContext.Elsewhere(source.Cancel);
        _queue.Put(1);
        home.Turn();
        _log.Should().Equal(1);
        _queue.Put(2);
        DeferredAssertions.FailureResultOf<CancelledException>(loop);
        _queue.Pending.Should().Be(1);
    }

    [Test]
    public void Loop_MethodCancelled_LeavesTheLine()
    {
        var loop = ReadThree(_queue.ReadAll());
        _queue.Put(1);
        _queue.Waiting.Should().Be(1);
        loop.Cancel();
        DeferredAssertions.FailureResultOf<CancelledException>(loop);
        _queue.Waiting.Should().Be(0);
        _queue.Put(2);
        _log.Should().Equal(1);
        _queue.Pending.Should().Be(1);
    }

    [Test]
    public void Loop_TokenCancelledBefore_TakesNothing()
    {
        _queue.Put(1);
        DeferredAssertions.FailureResultOf<CancelledException>(ReadThree(_queue.ReadAll(new CancellationToken(canceled: true))));
        _queue.Pending.Should().Be(1);
    }

    [Test]
    public void Loop_FailureAsItem_ThrowsIt()
    {
        var queue = new DeferredQueue<object>();
        var loop = Read();
        queue.Put(new Failure(new FormatException()));
        DeferredAssertions.FailureResultOf<FormatException>(loop);

        async Deferred Read()
        {
            await foreach (var item in queue.ReadAll())
                _ = item;
        }
    }

    [Test]
    public void Loop_NoMoreMayWait_FailsWithUnderflow() =>
        DeferredAssertions.FailureResultOf<QueueUnderflowException>(ReadThree(new DeferredQueue<int>(backlog: 0).ReadAll()));

    [Test]
    public void Loop_AMillionItems_UsesOneFrame()
    {
        const int Many = 1_000_000;
        var sum = 0L;
        var loop = Read();
        for (var i = 0; i < Many; i++)
            _queue.Put(1);
        sum.Should().Be(Many);
        loop.Cancel();
        DeferredAssertions.FailureResultOf<CancelledException>(loop);

        async Deferred Read()
        {
            await foreach (var item in _queue.ReadAll())
                sum += item;
        }
    }

    [Test]
    public void Sequence_SeenAsIAsyncEnumerable_ReadsTheSame()
    {
        using var home = new ManualContext();
        IAsyncEnumerable<int> items = _queue.ReadAll();
        var task = items.Where(item => item != 2).Take(2).ToListAsync().AsTask();
        for (var i = 1; i <= 4; i++)
        {
            _queue.Put(i);
            home.Turn();
        }
        task.IsCompletedSuccessfully.Should().BeTrue();
        task.Result.Should().Equal(1, 3);
        _queue.Pending.Should().Be(1);
    }

    [Test]
    public void Sequence_ConfigureAwaitFalse_GoesOnInline()
    {
        using var home = new ManualContext();
        var task = Read();
        for (var i = 1; i <= 3; i++)
            _queue.Put(i);
        _log.Should().Equal(1, 2, 3);
        task.IsCompletedSuccessfully.Should().BeTrue();

        async Task Read()
        {
            await foreach (var item in ((IAsyncEnumerable<int>)_queue.ReadAll()).ConfigureAwait(false))
            {
                _log.Add(item);
                if (item == 3)
                    break;
            }
        }
    }

    [Test]
    public void Sequence_WithCancellation_EndsWithEitherToken([Values] bool byReadAll)
    {
        using var ofReadAll = new CancellationTokenSource();
        using var ofLoop = new CancellationTokenSource();
        var task = Read();
        _queue.Put(1);
        (byReadAll ? ofReadAll : ofLoop).Cancel();
        task.IsCanceled.Should().BeTrue();
        _queue.Put(2);
        _log.Should().Equal(1);
        _queue.Pending.Should().Be(1);

        async Task Read()
        {
            await foreach (var item in _queue.ReadAll(ofReadAll.Token).WithCancellation(ofLoop.Token))
                _log.Add(item);
        }
    }

    [Test]
    public async Task Dispose_StepStillWaits_LeavesTheLine()
    {
        var reader = _queue.ReadAll().GetAsyncEnumerator();
        var step = reader.MoveNextAsync();
        await reader.DisposeAsync();
        DeferredAssertions.FailureResultOf<CancelledException>(step);
        _queue.Put(1);
        _queue.Pending.Should().Be(1);
    }

    [Test]
    public void Step_WhileTheLastStillWaits_Throws()
    {
        var reader = _queue.ReadAll().GetAsyncEnumerator();
        var step = reader.MoveNextAsync();
        reader.Invoking(r => r.MoveNextAsync()).Should().Throw<InvalidOperationException>().WithMessage("*<DeferredQueue of Int32, *");
        _queue.Put(1);
        DeferredAssertions.SuccessResultOf(step).Should().BeTrue();
        reader.Current.Should().Be(1);
        reader.MoveNextAsync().Called.Should().BeFalse();
    }

    [Test]
    public void TwoReaders_TakeTurns()
    {
        var even = new List<int>();
        Read(_log);
        Read(even);
        for (var i = 1; i <= 4; i++)
            _queue.Put(i);
        _log.Should().Equal(1, 3);
        even.Should().Equal(2, 4);

        async void Read(List<int> into)
        {
            await foreach (var item in _queue.ReadAll())
                into.Add(item);
        }
    }

    private async Deferred ReadThree(QueueItems<int> items)
    {
        await foreach (var item in items)
        {
            _log.Add(item);
            if (_log.Count == 3)
                break;
        }
    }
}
