namespace TwistedSharp.Web.Client;

/// <summary>Exchanges that wait for one origin: by priority, and within one first come first served.</summary>
/// <remarks>They are linked through themselves, so that waiting and leaving cost nothing.</remarks>
internal sealed class ExchangeLine
{
    private readonly Queue[] _queues = new Queue[RequestPriority.High - RequestPriority.Low + 1];

    /// <summary>Who is next.</summary>
    internal Exchange? First
    {
        get
        {
            if (Count == 0)
                return null;
            for (var i = _queues.Length - 1; i >= 0; i--)
            {
                if (_queues[i].First is { } first)
                    return first;
            }
            return null;
        }
    }

    internal int Count { get; private set; }

    internal void Enqueue(Exchange exchange)
    {
        ref var queue = ref QueueOf(exchange);
        exchange.Ahead = queue.Last;
        if (queue.Last is null)
            queue.First = exchange;
        else
            queue.Last.Behind = exchange;
        queue.Last = exchange;
        Count++;
    }

    internal Exchange Dequeue()
    {
        var first = First ?? throw new InvalidOperationException("Nobody waits in this line.");
        Remove(first);
        return first;
    }

    internal void Remove(Exchange exchange)
    {
        ref var queue = ref QueueOf(exchange);
        if (exchange.Ahead is null)
            queue.First = exchange.Behind;
        else
            exchange.Ahead.Behind = exchange.Behind;
        if (exchange.Behind is null)
            queue.Last = exchange.Ahead;
        else
            exchange.Behind.Ahead = exchange.Ahead;
        exchange.Ahead = exchange.Behind = null;
        Count--;
    }

    private ref Queue QueueOf(Exchange exchange) =>
        ref _queues[Math.Clamp((int)exchange.Request.Options.Priority - (int)RequestPriority.Low, 0, _queues.Length - 1)];

    private struct Queue
    {
        internal Exchange? First;
        internal Exchange? Last;
    }
}
