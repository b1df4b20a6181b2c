namespace TwistedSharp.Tests.Properties;

/// <summary>The specification as a plain recursive program: results are values, errors by their text, or another Deferred to wait
/// for.</summary>
/// <remarks>No stack is saved, no marks are packed, nothing is shared with the library but the rules.</remarks>
internal sealed class ModelWorld : IWorld
{
    private readonly Node[] _nodes;
    private readonly List<Method> _methods = [];
    private readonly List<Gathering> _gatherings = [];

    internal ModelWorld(CancellerKind[] cancellers) => _nodes = [.. cancellers.Select((c, i) => new Node(i, c))];

    public List<string> Story { get; } = [];

    public void Add(int on, Step step) => Append(_nodes[on], given => Perform(on, step, given));

    public void Callback(int on, int value) => Fire(_nodes[on], value);

    public void Errback(int on, int error) => Fire(_nodes[on], new Error($"error {error}"));

    public void Cancel(int on) => Cancel(_nodes[on]);

    public void Pause(int on) => _nodes[on].Pauses++;

    public void Unpause(int on)
    {
        var node = _nodes[on];
        // Waiting for another one is a pause, too, but not the user's.
        if (node.Pauses - (node.Result is Node ? 1 : 0) == 0)
        {
            Story.Add("not paused");
            return;
        }
        node.Pauses--;
        Run(node);
    }

    public void ChainDeferred(int on, int other) => Append(_nodes[on], given =>
    {
        var target = _nodes[other];
        if (target.IsCalled && !target.EatsOneFire)
            return new Error("fired twice");
        Fire(target, given);
        return 0;
    });

    public void Await(int[] sequence)
    {
        var method = new Method(_methods.Count, sequence);
        _methods.Add(method);
        Continue(method);
    }

    public void CancelMethod(int method)
    {
        if (method < _methods.Count && _methods[method].Awaited is { } awaited)
            Cancel(awaited);
    }

    public void Gather(int[] children)
    {
        var gathering = new Gathering(_gatherings.Count, children);
        _gatherings.Add(gathering);
        if (children.Length == 0)
            End(gathering, "has ");
        for (var i = 0; i < children.Length; i++)
        {
            var index = i;
            Append(_nodes[children[i]], given =>
            {
                Note(gathering, index, given);
                return given;
            });
        }
        // Only now the program holds it, can cancel it and hears of its end.
        gathering.IsHeld = true;
        if (gathering.End is { } end)
            Story.Add(end);
    }

    public void CancelGathering(int gathering)
    {
        // A cancellation inside a cancellation has nothing to add.
        if (gathering >= _gatherings.Count || _gatherings[gathering] is not { IsHeld: true, End: null, IsCancelling: false } cancelled)
            return;
        cancelled.IsCancelling = true;
        foreach (var child in cancelled.Children)
            Cancel(_nodes[child]);
        cancelled.IsCancelling = false;
    }

    public string StateOf(int on)
    {
        var node = _nodes[on];
        var result = !node.IsCalled ? "unfired" : node.Result is Node inner ? $"waiting for d{inner.Index}" : Text(node.Result);
        return $"{result}, paused {node.Pauses}";
    }

    private static string Text(object? result) => result is Error error ? error.Text : $"{result}";

    private object Perform(int on, Step step, object given)
    {
        var isFailure = given is Error;
        if (step.Kind == (isFailure ? StepKind.Callback : StepKind.Errback))
            return given;
        Story.Add($"d{on} s{step.Name} got {Text(given)}");
        var act = isFailure && step.Kind != StepKind.Both ? step.OnFailure : step.OnValue;
        act.First?.Do(this);
        return act.Ending switch
        {
            Ending.Value => (isFailure ? 0 : (int)given) + act.Argument,
            Ending.Deferred => _nodes[act.Argument % _nodes.Length],
            _ => new Error($"error {act.Argument}"),
        };
    }

    private void Fire(Node node, object result)
    {
        if (node.IsCalled)
        {
            if (!node.EatsOneFire)
                Story.Add("fired twice");
            node.EatsOneFire = false;
            return;
        }
        node.IsCalled = true;
        node.Result = result;
        Run(node);
    }

    private void Cancel(Node node)
    {
        var seen = new HashSet<Node>();
        while (node.IsCalled && node.Result is Node inner)
        {
            if (!seen.Add(node))
                return;
            node = inner;
        }
        if (node.IsCalled)
            return;
        var canceller = node.Canceller;
        node.Canceller = CancellerKind.Idle;
        if (canceller == CancellerKind.None)
            node.EatsOneFire = true;
        else if (!node.WasAsked)
            Story.Add($"d{node.Index}'s canceller is asked");
        node.WasAsked = true;
        if (canceller == CancellerKind.FiresAValue)
            Fire(node, 700);
        else if (canceller == CancellerKind.Fails)
            Fire(node, new Error("error 701"));
        else
            FireByCancel(node);
    }

    private void FireByCancel(Node node)
    {
        if (node.IsCalled)
            return;
        node.IsCalled = true;
        node.Result = new Error("cancelled");
        Run(node);
    }

    private void Append(Node node, Func<object, object> link)
    {
        node.Links.Enqueue(link);
        Run(node);
    }

    /// <summary>Callbacks run in order, each with the result of the one before, never nested in one another, and not while paused.</summary>
    private void Run(Node node)
    {
        if (!node.IsCalled || node.IsRunning)
            return;
        while (node.Pauses == 0 && node.Links.TryDequeue(out var link))
        {
            node.IsRunning = true;
            var result = link(node.Result!); // Called, so there is one.
            node.IsRunning = false;
            if (result is Handover { To: var waiting })
            {
                // The other one has it now and goes on at once; here nothing is left of it.
                waiting.Result = node.Result;
                node.Result = 0;
                waiting.Pauses--;
                Run(waiting);
            }
            else if (result == node)
            {
                node.Result = new Error("waits for itself");
            }
            else if (result is Node inner)
            {
                node.Result = inner;
                node.Pauses++;
                node.IsRunning = true;
                Append(inner, _ => new Handover(node));
                node.IsRunning = false;
            }
            else
            {
                node.Result = result;
            }
        }
    }

    private void Continue(Method method)
    {
        method.Awaited = null;
        if (method.Next == method.Sequence.Length)
        {
            Story.Add($"method {method.Name} is over");
            return;
        }
        var node = _nodes[method.Sequence[method.Next++]];
        if (node.IsCalled && !node.IsRunning && node.Pauses == 0 && node.Links.Count == 0)
        {
            Tell(node.Result!);
            return;
        }
        method.Awaited = node;
        Append(node, given =>
        {
            method.Awaited = null;
            Tell(given);
            return given;
        });

        void Tell(object given)
        {
            Story.Add($"method {method.Name} {(given is Error ? "caught" : "got")} {Text(given)} from d{node.Index}");
            Continue(method);
        }
    }

    private void Note(Gathering gathering, int index, object given)
    {
        gathering.Missing--;
        if (gathering.End is not null)
            return;
        gathering.Results[index] = given;
        if (given is Error error)
            End(gathering, $"failed: #{index} {error.Text}");
        else if (gathering.Missing == 0)
            End(gathering, $"has {string.Join(", ", gathering.Results.Select(Text))}");
    }

    private void End(Gathering gathering, string how)
    {
        gathering.End = $"gathering {gathering.Name} {how}";
        if (gathering.IsHeld)
            Story.Add(gathering.End);
    }

    private sealed record Error(string Text);

    private sealed record Handover(Node To);

    private sealed class Node(int index, CancellerKind canceller)
    {
        internal int Index => index;

        internal CancellerKind Canceller { get; set; } = canceller;

        internal Queue<Func<object, object>> Links { get; } = new();

        internal object? Result { get; set; }

        internal int Pauses { get; set; }

        internal bool IsCalled { get; set; }

        internal bool IsRunning { get; set; }

        internal bool EatsOneFire { get; set; }

        internal bool WasAsked { get; set; }
    }

    private sealed class Method(int name, int[] sequence)
    {
        internal int Name => name;

        internal int[] Sequence => sequence;

        internal int Next { get; set; }

        internal Node? Awaited { get; set; }
    }

    private sealed class Gathering(int name, int[] children)
    {
        internal int Name => name;

        internal int[] Children => children;

        internal object?[] Results { get; } = new object?[children.Length];

        internal int Missing { get; set; } = children.Length;

        internal string? End { get; set; }

        internal bool IsHeld { get; set; }

        internal bool IsCancelling { get; set; }
    }
}
