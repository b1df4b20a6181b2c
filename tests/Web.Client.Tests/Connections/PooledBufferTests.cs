using System.Buffers;
using System.Text;

namespace TwistedSharp.Web.Client.Tests.Connections;

public sealed class PooledBufferTests
{
    [Test]
    public void BodyBuffer_GrowsToItsLimitAndNotBeyond()
    {
        var buffer = new BodyBuffer(5000, expected: long.MaxValue);
        buffer.TryAppend(new byte[3000]).Should().BeTrue();
        buffer.TryAppend(new byte[2001]).Should().BeFalse();
        buffer.TryAppend(new byte[2000]).Should().BeTrue();
        buffer.TryAppend(new byte[1]).Should().BeFalse();
        buffer.TryAppend([]).Should().BeTrue();
        buffer.TakeBytes().Should().HaveCount(5000);
        buffer.Length.Should().Be(0);
        buffer.Release();
        buffer.TakeString(Encoding.UTF8).Should().BeEmpty();
    }

    [Test]
    public void BodyBuffer_ReleasedTwice_GivesItsArrayBackOnce()
    {
        var buffer = new BodyBuffer(1 << 20, null);
        buffer.TryAppend(new byte[100_000]).Should().BeTrue();
        buffer.Release();
        buffer.Release();
        // An array given back twice would be handed out twice.
        var arrays = Enumerable.Range(0, 4).Select(_ => ArrayPool<byte>.Shared.Rent(100_000)).ToArray();
        arrays.Distinct().Should().HaveCount(4);
        foreach (var array in arrays)
            ArrayPool<byte>.Shared.Return(array);
    }

    /// <summary>However the exchange ends, what was rented for it is given back once: the next renter of that size gets an array of its own.</summary>
    [Test]
    public void Exchange_EndsInAnyWay_NoArrayIsHandedOutTwice(
        [Values("done", "cancel", "timeout", "lost", "malformed", "held and lost", "held and cancelled", "over limit")] string how)
    {
        const int Size = 40_000;
        var web = new Web();
        var page = web.Get(timeout: TimeSpan.FromSeconds(5));
        var head = $"HTTP/1.1 200 OK\r\nContent-Length: {2 * Size}\r\n\r\n";
        var part = new string('x', Size);
        var response = web.Ask(url: "http://b/");
        web[1].Feed(head + part);
        web[0].Feed(head + part);
        switch (how)
        {
            case "done":
                web[0].Feed(part);
                break;
            case "cancel":
                page.Cancel();
                break;
            case "timeout":
                web.Clock.Advance(5);
                break;
            case "lost":
                web[0].Lose();
                break;
            case "malformed":
                web[0].Feed(part + "surplus");
                break;
            case "held and lost":
                web[1].Lose();
                break;
            case "held and cancelled":
                response.AddCallback(r => r.Abort());
                break;
            case "over limit":
                response.AddCallback(r => r.ReadBody(maxBytes: Size - 1)).AddErrback(_ => { });
                break;
        }
        page.AddErrback(_ => { });
        web.Route.SettleAll();
        var arrays = Enumerable.Range(0, 12).Select(_ => ArrayPool<byte>.Shared.Rent(Size)).ToArray();
        arrays.Distinct().Should().HaveCount(12);
        foreach (var array in arrays)
            ArrayPool<byte>.Shared.Return(array);
    }
}
