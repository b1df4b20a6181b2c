using System.Runtime.CompilerServices;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Time;

[TestFixture]
public sealed class DelayedCallQueueTests
{
    private long _now;

    [Test]
    public void RandomOperations_AgainstASortedList_AreTheSame([Values(1, 2, 3, 4, 5)] int seed)
    {
        var random = new Random(seed);
        var queue = new DelayedCallQueue(() => _now);
        _now = 0;
        var model = new List<(DelayedCall Call, long Due, int Order, int Id)>();
        var made = new List<int>();
        var expected = new List<int>();
        var order = 0;
        for (var step = 0; step < 20_000; step++)
        {
            var choice = random.Next(10);
            if (choice < 4 || model.Count == 0)
            {
                // Few distinct times, so that equal ones are common.
                var id = step;
                var delay = random.Next(20);
                var call = queue.Add(TimeSpan.FromTicks(delay), () => made.Add(id));
                model.Add((call, _now + delay, order++, id));
            }
            else if (choice < 6)
            {
                var at = random.Next(model.Count);
                model[at].Call.Cancel();
                model.RemoveAt(at);
            }
            else if (choice < 8)
            {
                var at = random.Next(model.Count);
                var (call, due, _, id) = model[at];
                var by = random.Next(-10, 20);
                if (choice == 6)
                {
                    call.Delay(TimeSpan.FromTicks(by));
                    model[at] = (call, due + by, order++, id);
                }
                else
                {
                    call.Reset(TimeSpan.FromTicks(Math.Abs(by)));
                    model[at] = (call, _now + Math.Abs(by), order++, id);
                }
            }
            else
            {
                _now += random.Next(3);
                foreach (var entry in model.Where(m => m.Due <= _now).OrderBy(m => m.Due).ThenBy(m => m.Order).ToList())
                {
                    expected.Add(entry.Id);
                    model.Remove(entry);
                }
                while (queue.TakeDue(_now, long.MaxValue) is { } call)
                    call();
            }
            queue.Count.Should().Be(model.Count);
            queue.NextDue.Should().Be(model.Count == 0 ? null : model.Min(m => m.Due));
        }
        made.Should().Equal(expected);
        expected.Should().HaveCountGreaterThan(1000);
    }

    [Test]
    public void Heap_AfterRandomOperations_KnowsEveryPlace()
    {
        var random = new Random(7);
        var queue = new DelayedCallQueue(() => _now);
        var calls = Enumerable.Range(0, 1000).Select(_ => queue.Add(TimeSpan.FromTicks(random.Next(100)), () => { })).ToList();
        foreach (var call in calls.Where(_ => random.Next(2) == 0).ToList())
        {
            call.Cancel();
            calls.Remove(call);
        }
        var heap = queue.Snapshot();
        heap.Should().BeEquivalentTo(calls);
        for (var i = 0; i < heap.Count; i++)
        {
            heap[i].Index.Should().Be(i);
            heap[(i - 1) / 4].DueTicks.Should().BeLessThanOrEqualTo(heap[i].DueTicks);
        }
    }

    [Test]
    public void AddAndCancel_AmongOthers_TakesOneSmallObject()
    {
        var queue = new DelayedCallQueue(() => 0);
        Action call = () => { };
        for (var i = 0; i < 20; i++)
            queue.Add(TimeSpan.FromTicks(i), call);
        queue.Add(TimeSpan.FromTicks(5), call).Cancel();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            queue.Add(TimeSpan.FromTicks(5), call).Cancel();
        ((GC.GetAllocatedBytesForCurrentThread() - before) / 1000).Should().BeLessThanOrEqualTo(56);
    }

    [Test]
    public void AddAndCancel_HalfAMillionTimes_LeavesNothingBehind()
    {
        var queue = new DelayedCallQueue(() => 0);
        var target = AddAndCancel(queue, 500_000);
        queue.Count.Should().Be(0);
        queue.NextDue.Should().BeNull();
        GC.Collect();
        target.IsAlive.Should().BeFalse("a call taken back lets go of its function");
        GC.KeepAlive(queue);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference AddAndCancel(DelayedCallQueue queue, int times)
        {
            var target = new List<int>();
            var pending = new Queue<DelayedCall>();
            for (var i = 0; i < times; i++)
            {
                pending.Enqueue(queue.Add(TimeSpan.FromTicks(i % 977), target.Clear));
                if (pending.Count > 100)
                    pending.Dequeue().Cancel();
            }
            foreach (var call in pending)
                call.Cancel();
            return new WeakReference(target);
        }
    }

    [Test]
    public void Mark_CallsAddedOrMovedAfterIt_WaitForTheNextTurn()
    {
        var log = new List<string>();
        var queue = new DelayedCallQueue(() => 0);
        var moved = queue.Add(TimeSpan.Zero, () => log.Add("moved"));
        queue.Add(TimeSpan.Zero, () =>
        {
            log.Add("old");
            queue.Add(TimeSpan.Zero, () => log.Add("new"));
        });
        queue.Add(TimeSpan.Zero, () => log.Add("old too"));
        Turn();
        moved.Active.Should().BeFalse();
        log.Should().Equal("moved", "old", "old too");
        Turn();
        log.Should().Equal("moved", "old", "old too", "new");

        void Turn()
        {
            var mark = queue.Mark();
            while (queue.TakeDue(0, mark) is { } call)
                call();
        }
    }

    [TestCase(long.MaxValue - 1, 5, long.MaxValue)]
    [TestCase(long.MinValue + 1, -5, long.MinValue)]
    [TestCase(long.MaxValue, -5, long.MaxValue - 5)]
    [TestCase(-3, 5, 2)]
    [TestCase(3, -5, -2)]
    [TestCase(0, long.MaxValue, long.MaxValue)]
    [TestCase(0, long.MinValue, long.MinValue)]
    [TestCase(-1, long.MinValue, long.MinValue)]
    public void Later_AtTheEndsOfTheRange_StaysInside(long from, long by, long expected) =>
        DelayedCallQueue.Later(from, TimeSpan.FromTicks(by)).Should().Be(expected);
}
