namespace TwistedSharp.Web.Client;

/// <summary>Exchanges that wait, first come first served; linked through themselves, so that waiting and leaving cost nothing.</summary>
internal sealed class ExchangeLine
{
    private Exchange? _last;

    internal Exchange? First { get; private set; }

    internal int Count { get; private set; }

    internal void Enqueue(Exchange exchange)
    {
        exchange.Ahead = _last;
        if (_last is null)
            First = exchange;
        else
            _last.Behind = exchange;
        _last = exchange;
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
        if (exchange.Ahead is null)
            First = exchange.Behind;
        else
            exchange.Ahead.Behind = exchange.Behind;
        if (exchange.Behind is null)
            _last = exchange.Ahead;
        else
            exchange.Behind.Ahead = exchange.Ahead;
        exchange.Ahead = exchange.Behind = null;
        Count--;
    }
}
