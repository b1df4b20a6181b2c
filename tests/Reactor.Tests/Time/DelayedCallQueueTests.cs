using System.Runtime.CompilerServices;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Time;

[TestFixture]
public sealed class DelayedCallQueueTests
{
    private long _now;

    /// <summary>How far away calls are due.</summary>
    public enum Reach
    {
        Ticks,
        Hours,
        Anywhere,
    }

    [Test]
    public void RandomOperations_AgainstASortedList_AreTheSame([Values(1, 2, 3, 4, 5)] int seed, [Values] Reach reach)
    {
        var random = new Random(seed);
        var queue = new DelayedCallQueue(() => _now);
        _now = 0;
        var model = new List<(DelayedCall Call, long Due, int Order, int Id)>();
        var made = new List<int>();
        var expected = new List<int>();
        var order = 0;
        for (var step = 0; step < 4000; step++)
        {
            var choice = random.Next(10);
            if (choice < 4 || model.Count == 0)
            {
                var id = step;
                var delay = Span();
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
                var by = random.Next(2) == 0 ? Span() : -Span() / 2;
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
                _now += Span() / 4;
                foreach (var entry in model.Where(m => m.Due <= _now).OrderBy(m => m.Due).ThenBy(m => m.Order).ToList())
                {
                    expected.Add(entry.Id);
                    model.Remove(entry);
                }
                while (queue.TakeDue(_now, long.MaxValue) is { } call)
                    call();
            }
            queue.Count.Should().Be(model.Count);
            var (next, least) = (queue.NextDue, model.Count == 0 ? (long?)null : model.Min(m => m.Due));
            // Among many it may be a time before, as a start for looking more closely.
            (next == least || (model.Count > 16 && next < least)).Should().BeTrue($"the next call is due at {least}, not {next}");
        }
        made.Should().Equal(expected);
        expected.Should().HaveCountGreaterThan(200);

        // Few distinct times, so that equal ones are common; or any, each size as likely as any other.
        long Span() => reach switch
        {
            Reach.Ticks => random.Next(20),
            Reach.Hours => random.Next(20) * TimeSpan.TicksPerHour / 7,
            _ => random.NextInt64(1L << random.Next(45)),
        };
    }

    [Test]
    public void NextDue_ManyCallsFarAway_IsNeverLateAndExactAfterAFewLooks()
    {
        var random = new Random(3);
        var queue = new DelayedCallQueue(() => _now);
        _now = 0;
        var dues = Enumerable.Range(0, 1000).Select(_ => TimeSpan.FromHours(1 + random.NextDouble())).ToList();
        foreach (var due in dues)
            queue.Add(due, () => { });
        var looks = 0;
        while (queue.NextDue < dues.Min().Ticks)
        {
            _now = queue.NextDue.Value;
            queue.TakeDue(_now, long.MaxValue).Should().BeNull();
            looks++;
        }
        queue.NextDue.Should().Be(dues.Min().Ticks);
        looks.Should().BeLessThan(8, "each look goes a level down");
    }

    [Test]
    public void NextDue_FewCallsFarAway_IsExact()
    {
        var queue = new DelayedCallQueue(() => _now);
        _now = 0;
        for (var i = 0; i < 16; i++)
            queue.Add(TimeSpan.FromHours(3) - TimeSpan.FromTicks(i), () => { });
        queue.NextDue.Should().Be(TimeSpan.FromHours(3).Ticks - 15);
    }

    [Test]
    public void TakeDue_TheTimeJumpsOverEverything_GivesAllInOrder()
    {
        var random = new Random(5);
        var queue = new DelayedCallQueue(() => _now);
        _now = 0;
        var made = new List<long>();
        for (var i = 0; i < 10_000; i++)
        {
            var due = random.NextInt64(1L << random.Next(60));
            queue.Add(TimeSpan.FromTicks(due), () => made.Add(due));
        }
        _now = long.MaxValue;
        while (queue.TakeDue(_now, long.MaxValue) is { } call)
            call();
        made.Should().HaveCount(10_000).And.BeInAscendingOrder();
        queue.Count.Should().Be(0);
    }

    [Test]
    public void Add_ForTheEndOfTime_WaitsThere()
    {
        var queue = new DelayedCallQueue(() => _now);
        _now = 1;
        queue.Add(TimeSpan.MaxValue, () => { });
        queue.NextDue.Should().Be(long.MaxValue);
        queue.TakeDue(long.MaxValue - 1, long.MaxValue).Should().BeNull();
        queue.TakeDue(long.MaxValue, long.MaxValue).Should().NotBeNull();
    }

    [Test]
    public void Snapshot_AfterRandomOperations_HasEveryCallOnce()
    {
        var random = new Random(7);
        var queue = new DelayedCallQueue(() => 0);
        var calls = Enumerable.Range(0, 1000).Select(_ => queue.Add(TimeSpan.FromTicks(random.NextInt64(1L << random.Next(50))), () => { }))
            .ToList();
        foreach (var call in calls.Where(_ => random.Next(2) == 0).ToList())
        {
            call.Cancel();
            calls.Remove(call);
        }
        queue.TakeDue(1L << 30, 0).Should().BeNull("none was added before the first");
        queue.Snapshot().Should().BeEquivalentTo(calls);
    }

    [TestCase(5)]
    [TestCase(300_000_000)]
    public void AddAndCancel_AmongOthers_TakesOneSmallObject(long ticks)
    {
        var queue = new DelayedCallQueue(() => 0);
        Action call = () => { };
        var delay = TimeSpan.FromTicks(ticks);
        for (var i = 0; i < 20; i++)
            queue.Add(TimeSpan.FromTicks(ticks * i), call);
        queue.Add(delay, call).Cancel();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            queue.Add(delay, call).Cancel();
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
