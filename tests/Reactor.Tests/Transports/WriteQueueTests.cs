using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

public sealed class WriteQueueTests
{
    [Test]
    public void AppendAndConsume_AnyMixOfSizes_KeepsTheBytesInOrder()
    {
        var random = new Random(3420);
        var queue = default(WriteQueue);
        byte next = 0, expected = 0;
        for (var step = 0; step < 2000; step++)
        {
            var piece = new byte[random.Next(0, 9000)];
            for (var i = 0; i < piece.Length; i++)
                piece[i] = next++;
            queue.Append(piece);
            var front = queue.Front(random.Next(1, 12000));
            if (front.ToArray().Any(b => b != expected++))
                Assert.Fail($"In step {step} the front does not go on where the last one ended.");
            queue.Consume(front.Length);
        }
        var rest = queue.Front(int.MaxValue);
        rest.Length.Should().Be(queue.Count);
        rest.ToArray().All(b => b == expected++).Should().BeTrue();
        expected.Should().Be(next);
    }

    [Test]
    public void Consume_TheLastByte_GivesTheBufferBack()
    {
        var queue = default(WriteQueue);
        queue.Append("abc"u8);
        queue.Consume(2);
        queue.Count.Should().Be(1);
        queue.Consume(1);
        queue.Count.Should().Be(0);
        FluentActions.Invoking(() => queue.Advance(1)).Should().Throw<InvalidOperationException>("there is no buffer now");
    }

    [Test]
    public void GetSpan_HintNegative_Throws()
    {
        var queue = default(WriteQueue);
        FluentActions.Invoking(() => queue.GetSpan(-1).Length).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => queue.GetMemory(-1)).Should().Throw<ArgumentOutOfRangeException>();
        queue.GetSpan(0).Length.Should().BePositive();
        queue.ReleaseIfEmpty();
        queue.Count.Should().Be(0);
    }
}
