using System.Runtime.CompilerServices;
using Nito.Collections;
using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class DequeExtensionsTests
{
    [Test]
    public void Take_Any_LeavesTheOthersInOrder([Range(0, 4)] int which, [Values(0, 3)] int turned)
    {
        var deque = new Deque<string>(5);
        // Turned: the front is in the middle of the buffer.
        for (var i = 0; i < turned; i++)
        {
            deque.AddToBack("");
            deque.TakeFirst();
        }
        string[] all = ["a", "b", "c", "d", "e"];
        foreach (var item in all)
            deque.AddToBack(item);
        deque.Take(all[which]);
        deque.Should().Equal(all.Where(item => item != all[which]));
    }

    [Test]
    public void Take_NotInIt_Throws() =>
        new Deque<string>(["a"]).Invoking(deque => deque.Take("b")).Should().Throw<InvalidOperationException>().WithMessage("b *");

    [Test]
    public void Take_Any_KeepsNothingThatLeft([Range(0, 3)] int which)
    {
        var deque = new Deque<object>();
        var left = Fill(deque, which);
        GC.Collect();
        left.Select(r => r.IsAlive).Should().Equal(false, false, false, false);
        GC.KeepAlive(deque);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IReadOnlyList<WeakReference> Fill(Deque<object> deque, int which)
    {
        object[] all = [new(), new(), new(), new()];
        foreach (var item in all)
            deque.AddToBack(item);
        deque.Take(all[which]);
        while (deque.Count > 0)
            deque.TakeFirst();
        return [.. all.Select(item => new WeakReference(item))];
    }
}
