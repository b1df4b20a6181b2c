using System.Runtime.CompilerServices;

namespace TwistedSharp.Defer;

/// <summary>The result and the callbacks behind one Deferred and all the typed handles on it.</summary>
/// <remarks>
/// Theory. A chain holds one current result (a value, a <see cref="Failure"/>, or another chain it waits for) and a queue of links. Once
/// fired, <see cref="Run"/> takes links off the front, one after the other, and replaces the result with what each returns. A link added
/// to a fired chain runs at once, unless a link of the same chain is running: then it only queues, so callbacks never nest.
///
/// A link that returns another chain makes this one wait: it is paused, and a <see cref="ContinueLink"/> is queued on the other. When the
/// other gets there, its result moves over and the waiting chain goes on in the same loop. That is why a million chained Deferreds use one
/// stack frame, and why the order of callbacks is Twisted's (defer.Deferred._runCallbacks).
///
/// One thing does nest: a callback that fires another Deferred, which is also how an async method ends. It runs inline, as in Twisted,
/// until
/// the stack is nearly used up; from there on the fired chain is postponed to the nearest <see cref="Run"/> below, instead of ending the
/// process.
///
/// The chain also knows the type its first result must have and the type its last link yields. A handle whose type is not the latter is
/// stale; adding to it fails at once instead of at firing time, far from the mistake.
/// </remarks>
internal sealed partial class DeferredChain
{
    [Flags]
    private enum Marks : byte
    {
        None = 0,
        Called = 1,
        Running = 2,
        SuppressNextFire = 4,
        FailureSeen = 8,
    }

    [ThreadStatic]
    private static Nesting? _nesting;

    private readonly Type _firstType;
    private Type _lastType;
    private Delegate? _typeChanger;
    private object? _result;
    private long _bits; // The value itself while _result is the stand-in of a small value.
    private Step? _tail; // The last of a ring: its next is the first.
    private object? _attached; // Until it is fired the ICanceller, if any; from then on the UnhandledFailure, if any.
    private readonly int _home = HomeThread.Current;
    private ushort _pauses; // Short, so that the home thread costs no bytes.
    private Marks _marks;

    internal DeferredChain(Type valueType)
    {
        _firstType = _lastType = valueType;
        if (DebugTrace.IsOn)
            DebugTrace.Made(this);
    }

    internal bool IsCalled => (_marks & Marks.Called) != 0;

    /// <summary>The result is there and will not change unless a callback is added.</summary>
    internal bool IsSettled => (_marks & (Marks.Called | Marks.Running)) == Marks.Called && _pauses == 0 && _tail is null;

    /// <summary>There is a result to read, though callbacks may still change it.</summary>
    internal bool HasResult => IsCalled && _result is not DeferredChain;

    internal int Pauses => _pauses;

    internal void SetCanceller(ICanceller canceller) => _attached = canceller;

    /// <summary>Sets the first result and runs the callbacks.</summary>
    /// <param name="type">The type of handle that fires: it must be the type the chain was made with.</param>
    /// <param name="result">A value of that type or a Failure.</param>
    internal void Fire(Type type, object? result)
    {
        RequireHome();
        if (result is not Failure)
            RequireFirst(type);
        if (result is Deferred)
            throw new ArgumentException(
                "A Deferred cannot be fired with a Deferred; return it from a callback, or use ChainDeferred.", nameof(result));
        if (BecomesCalled())
            Begin(result);
    }

    /// <summary>As <see cref="Fire"/>, for a value without references, which may need no box.</summary>
    internal void FireValue<T>(T value)
    {
        RequireHome();
        RequireFirst(typeof(T));
        if (BecomesCalled())
            Begin(Hold(value));
    }

    /// <summary>Throws unless the chain can be fired with a value of this type.</summary>
    internal void RequireFirst(Type type)
    {
        if (!Fits(type, _firstType))
            throw new InvalidOperationException($"A Deferred made for {Describe(_firstType)} cannot be fired with {Describe(type)}; " +
                "fire it through the handle that was created, not one that AddCallback returned.");
    }

    /// <summary>Queues a link whose input is <paramref name="input"/> and whose outcome is <paramref name="output"/>.</summary>
    internal void Add(Step link, Type input, Type output, Delegate? callback)
    {
        RequireLast(input);
        if (output != _lastType)
        {
            RequireHome(); // Before anything changes: a refused add must leave the type as it was.
            _lastType = output;
            _typeChanger = callback;
        }
        Append(link);
    }

    /// <summary>Queues a link that leaves the result as it is.</summary>
    internal void AddPassing(Step link) => Append(link);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void RequireLast(Type type)
    {
        // A handle without a value fits every chain: its callbacks take nothing.
        if (type != _lastType && type != typeof(void) && !Fits(_lastType, type))
            ThrowStale(type);
    }

    /// <summary>Throws when another thread's reactor owns this chain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void RequireHome()
    {
        if (_home != HomeThread.Current)
            HomeThread.CheckOther(_home);
    }

    internal void Pause()
    {
        RequireHome();
        _pauses = checked((ushort)(_pauses + 1));
    }

    internal void Unpause()
    {
        RequireHome();
        // One of the pauses is the chain's own while it waits for another.
        if (_pauses == (_result is DeferredChain ? 1 : 0))
            throw new InvalidOperationException("Unpause without Pause: this Deferred is not paused.");
        if (--_pauses == 0 && IsCalled)
            Run();
    }

    internal void Cancel()
    {
        RequireHome();
        // A loop, not a recursion: the chain waited for may wait for another, any number of times.
        var chain = this;
        var mark = this;
        long steps = 0;
        while ((chain.IsCalled ? chain._result as DeferredChain : (chain._attached as MethodBox)?.Awaited) is { } inner)
        {
            chain = inner;
            // Chains that wait for each other in a circle (Brent's way to see it) have nobody left to ask.
            if (chain == mark)
                return;
            if ((++steps & (steps - 1)) == 0)
                mark = chain;
        }
        if (!chain.IsCalled)
            chain.CancelUnfired();
    }

    /// <summary>Notes that the failure at the end of the chain has been handed to someone, so that it is not reported as
    /// unhandled.</summary>
    internal void MarkFailureSeen()
    {
        _marks |= Marks.FailureSeen;
        Disarm();
    }

    private bool BecomesCalled()
    {
        if (IsCalled)
        {
            if ((_marks & Marks.SuppressNextFire) == 0)
                ThrowFiredTwice();
            _marks &= ~Marks.SuppressNextFire;
            return false;
        }
        if (DebugTrace.IsOn)
            DebugTrace.Fired(this);
        _marks |= Marks.Called;
        _attached = null;
        return true;
    }

    private void Begin(object? result)
    {
        _result = result;
        if (_tail is null)
            Settle();
        else
            Run();
    }

    private void CancelUnfired()
    {
        switch (_attached)
        {
            case ILastingCanceller lasting:
                lasting.Cancel();
                return;
            case MethodBox { IsRunning: true }:
                return; // It is in the midst of deciding how it ends.
        }
        var canceller = _attached as ICanceller;
        if (canceller is not null)
            _attached = BeingAsked.Instance;
        if (canceller is null)
        {
            // Nobody knows of the cancellation but us: one late fire is expected and is eaten.
            _marks |= Marks.SuppressNextFire;
        }
        else
        {
            try
            {
                canceller.Cancel();
            }
            catch (Exception e)
            {
                Log.Err(e, "A Deferred's canceller failed");
            }
        }
        if (!IsCalled)
            Fire(_firstType, new Failure(new CancelledException()));
    }

    private void Append(Step link)
    {
        RequireHome();
        if (link.Next is not null)
            throw new InvalidOperationException("A link can wait in one chain at a time.");
        if (_tail is null)
        {
            link.Next = link;
        }
        else
        {
            link.Next = _tail.Next;
            _tail.Next = link;
        }
        _tail = link;
        if (IsCalled)
            Run();
    }

    /// <summary>Runs what can run, unless a callback of this chain is running (its loop goes on) or the stack is short (a Run below goes
    /// on).</summary>
    private void Run()
    {
        if ((_marks & Marks.Running) != 0 || _pauses > 0)
            return;
        var nesting = _nesting ??= new Nesting();
        if (nesting.Depth > 0 && !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            (nesting.Postponed ??= new Queue<DeferredChain>()).Enqueue(this);
            return;
        }
        nesting.Depth++;
        RunWithWaiters();
        while (nesting.Postponed is { } postponed && postponed.TryDequeue(out var next))
        {
            if ((next._marks & Marks.Running) == 0)
                next.RunWithWaiters();
        }
        nesting.Depth--;
    }

    /// <summary>Runs the callbacks of this chain, and of the chains that wait for it, until nothing more can run.</summary>
    private void RunWithWaiters()
    {
        var current = this;
        Stack<DeferredChain>? unfinished = null;
        while (true)
        {
            var waiter = current.RunLinks();
            if (waiter is not null)
            {
                // What this chain still has to do comes after the waiter's callbacks, as in Twisted.
                if (current._tail is not null)
                    (unfinished ??= new Stack<DeferredChain>()).Push(current);
                else
                    current.Settle();
                current = waiter;
                continue;
            }
            if (current._tail is null && current._pauses == 0)
                current.Settle();
            if (unfinished is null || !unfinished.TryPop(out var next))
                return;
            current = next;
        }
    }

    /// <summary>Runs links until none is left or the chain must wait; returns a chain that was waiting for this one, to be run
    /// next.</summary>
    private DeferredChain? RunLinks()
    {
        if (_pauses > 0)
            return null;
        Disarm();
        DeferredChain? next = null;
        _marks |= Marks.Running;
        // A callback may pause its own chain; Twisted runs on even so, here the pause holds.
        while (_pauses == 0 && _tail is { } tail)
        {
            var link = tail.Next!; // The ring is closed.
            if (link == tail)
                _tail = null;
            else
                tail.Next = link.Next;
            link.Next = null;
            if (link is ContinueLink { Waiting: var waiting })
            {
                if (!HandOver(waiting))
                    continue;
                next = waiting;
                break;
            }
            object? after;
            try
            {
                after = link.RunOn(this);
            }
            catch (Exception e)
            {
                after = new Failure(e);
            }
            if (ReferenceEquals(_result, after))
                continue; // Passed by, or the next number: its stand-in is the same.
            _marks &= ~Marks.FailureSeen;
            if (after is not Deferred returned)
                _result = after;
            else if (!WaitFor(returned, link))
                break;
        }
        _marks &= ~Marks.Running;
        return next;
    }

    /// <summary>Gives the result to a chain that waited for it; true when that can run now.</summary>
    private bool HandOver(DeferredChain waiting)
    {
        waiting._result = _result;
        waiting._bits = _bits;
        _result = null;
        // Paused by its owner meanwhile, it goes on when it is unpaused; still in WaitFor, it goes on from there.
        return --waiting._pauses == 0 && (waiting._marks & Marks.Running) == 0;
    }

    /// <summary>Takes over the result of a chain that a link returned; false when this chain has to wait for it.</summary>
    private bool WaitFor(Deferred returned, Step link)
    {
        var inner = returned.Chain;
        try
        {
            inner.RequireHome();
            // A stale handle is wrong only where its value was promised, which the link's last type argument tells; whoever promised a
            // Deferred without a value may return any.
            if (returned.ValueType != inner._lastType && link.GetType().GenericTypeArguments[^1] == returned.GetType())
                inner.RequireLast(returned.ValueType);
        }
        catch (InvalidOperationException e)
        {
            _result = new Failure(e);
            return true;
        }
        if (ReferenceEquals(inner, this))
        {
            _result = new Failure(new InvalidOperationException(
                "A callback returned the Deferred it was added to, which would wait for itself for ever; return a value or another one."));
            return true;
        }
        if (inner.IsSettled && inner._result is not DeferredChain)
        {
            _result = inner._result;
            _bits = inner._bits;
            inner._result = null;
            inner.Disarm();
            return true;
        }
        _pauses++;
        _result = inner;
        // The append may run the other chain to its end at once; it then hands the result over and leaves the running to this loop,
        // since this chain is marked as running.
        inner.Append(new ContinueLink(this));
        return _pauses == 0;
    }

    /// <summary>At the end of the chain: a failure that stays here and is collected was never handled.</summary>
    private void Settle()
    {
        // Kept for a message only, and it holds what the callback captured.
        if (!DebugTrace.IsOn)
            _typeChanger = null;
        if (_result is Failure failure && (_marks & Marks.FailureSeen) == 0)
            _attached ??= new UnhandledFailure(failure, DebugTrace.Of(this));
    }

    private void Disarm()
    {
        if (_attached is not UnhandledFailure unhandled)
            return;
        unhandled.Disarm();
        _attached = null;
    }

    /// <summary>Whether a value of one type can be used where the other is asked for; "no value" (void) is no object, whatever the runtime
    /// says.</summary>
    private static bool Fits(Type given, Type asked) => given == asked || (given != typeof(void) && asked.IsAssignableFrom(given));

    /// <summary>The chains that run on one thread, one inside a callback of the other, and those that wait for the stack to get shorter.</summary>
    private sealed class Nesting
    {
        internal int Depth;
        internal Queue<DeferredChain>? Postponed;
    }

    /// <summary>In the place of a canceller that is being asked, so that a cancellation by the canceller itself does not ask it again.</summary>
    private sealed class BeingAsked : ICanceller
    {
        internal static readonly BeingAsked Instance = new();

        public void Cancel()
        {
        }
    }
}
