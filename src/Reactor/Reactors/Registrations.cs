using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>Who is registered with the loop, by slot and generation, and what the poller has been told of it.</summary>
internal sealed class Registrations(IPoller poller)
{
    private readonly Stack<int> _free = new();
    private Slot[] _slots = new Slot[16];
    private int _used;

    internal int Count => _used - _free.Count;

    internal PollToken Add(Socket socket, IPollable target, PollInterest interest)
    {
        if (!_free.TryPop(out var index))
        {
            index = _used++;
            if (index == _slots.Length)
                Array.Resize(ref _slots, index * 2);
        }
        ref var slot = ref _slots[index];
        // Never generation 0: the default token, which is nobody's, must find nothing.
        if (slot.Generation == 0)
            slot.Generation = 1;
        var token = new PollToken(index, slot.Generation);
        try
        {
            if (interest != PollInterest.None)
                poller.Add(socket, token, interest);
        }
        catch
        {
            _free.Push(index);
            throw;
        }
        slot.Target = target;
        slot.Socket = socket;
        slot.Interest = interest;
        return token;
    }

    internal void HandOver(PollToken token, IPollable target, PollInterest interest)
    {
        if (Find(token) is null)
            return;
        _slots[token.Index].Target = target;
        SetInterest(token, interest);
    }

    internal void SetInterest(PollToken token, PollInterest interest)
    {
        if (Find(token) is null)
            return;
        ref var slot = ref _slots[token.Index];
        var before = slot.Interest;
        if (before == interest)
            return;
        var socket = slot.Socket!; // A used slot has one.
        // No interest means unwatched, not watched for nothing: hang-ups are told regardless, and would be told for ever.
        if (interest == PollInterest.None)
            poller.Remove(socket);
        else if (before == PollInterest.None)
            poller.Add(socket, token, interest);
        else
            poller.Modify(socket, token, interest);
        // Not before: a poller that refuses has changed nothing, and would refuse to take away what it never had.
        slot.Interest = interest;
    }

    internal void Remove(PollToken token)
    {
        if (Find(token) is null)
            return;
        SetInterest(token, PollInterest.None);
        ref var slot = ref _slots[token.Index];
        slot.Target = null;
        slot.Socket = null;
        slot.Generation++;
        _free.Push(token.Index);
    }

    /// <summary>The target of a registration, or null when it has ended, whoever may have its slot now.</summary>
    internal IPollable? Find(PollToken token)
    {
        if ((uint)token.Index >= (uint)_used)
            return null;
        ref var slot = ref _slots[token.Index];
        return slot.Generation == token.Generation ? slot.Target : null;
    }

    /// <summary>The tokens of all there are now.</summary>
    internal List<PollToken> All()
    {
        var all = new List<PollToken>(Count);
        for (var i = 0; i < _used; i++)
        {
            if (_slots[i].Target is not null)
                all.Add(new PollToken(i, _slots[i].Generation));
        }
        return all;
    }

    private struct Slot
    {
        internal IPollable? Target;
        internal Socket? Socket;
        internal PollInterest Interest;
        internal uint Generation;
    }
}
