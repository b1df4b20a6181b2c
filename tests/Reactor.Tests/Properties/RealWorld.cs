using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Properties;

/// <summary>The library itself.</summary>
internal sealed class RealWorld : IWorld
{
    private readonly Deferred<int>[] _deferreds;
    private readonly List<Deferred?> _methods = [];
    private readonly List<Deferred?> _gatherings = [];

    internal RealWorld(CancellerKind[] cancellers) => _deferreds = [.. cancellers.Select(Make)];

    public List<string> Story { get; } = [];

    public void Add(int on, Step step)
    {
        var d = _deferreds[on];
        // The overload is chosen by what the step returns, as in user code.
        switch (step.Kind, step.OnValue.Ending, step.OnFailure.Ending)
        {
            case (StepKind.Callback, Ending.Deferred, _):
                d.AddCallback(n => Later(Enter(on, step, step.OnValue, Text(n))));
                break;
            case (StepKind.Callback, Ending.Failure, _):
                d.AddCallback(n => Failed(Enter(on, step, step.OnValue, Text(n))));
                break;
            case (StepKind.Callback, _, _):
                d.AddCallback(n => Now(Enter(on, step, step.OnValue, Text(n)), n));
                break;
            case (StepKind.Errback, _, Ending.Deferred):
                d.AddErrback(f => Later(Enter(on, step, step.OnFailure, Text(f))));
                break;
            case (StepKind.Errback, _, Ending.Failure):
                d.AddErrback(f => Failed(Enter(on, step, step.OnFailure, Text(f))));
                break;
            case (StepKind.Errback, _, _):
                d.AddErrback(f => Now(Enter(on, step, step.OnFailure, Text(f)), 0));
                break;
            case (StepKind.Both, Ending.Deferred, _):
                d.AddBoth(o => Later(Enter(on, step, step.OnValue, Text(o))));
                break;
            case (StepKind.Both, Ending.Failure, _):
                d.AddBoth(o => Failed(Enter(on, step, step.OnValue, Text(o))));
                break;
            case (StepKind.Both, _, _):
                d.AddBoth(o => Now(Enter(on, step, step.OnValue, Text(o)), o.IsSuccess ? o.Value : 0));
                break;
            default:
                d.AddCallbacks(
                    n => Any(Enter(on, step, step.OnValue, Text(n)), n),
                    f => Any(Enter(on, step, step.OnFailure, Text(f)), 0));
                break;
        }
    }

    public void Callback(int on, int value) => Try(() => _deferreds[on].Callback(value));

    public void Errback(int on, int error) => Try(() => _deferreds[on].Errback(new NumberedException(error)));

    public void Cancel(int on) => Try(_deferreds[on].Cancel);

    public void Pause(int on) => Try(_deferreds[on].Pause);

    public void Unpause(int on) => Try(_deferreds[on].Unpause);

    public void ChainDeferred(int on, int other) => _deferreds[on].ChainDeferred(_deferreds[other]);

    public void Await(int[] sequence)
    {
        // The place first: the method may start another one before it returns.
        var name = _methods.Count;
        _methods.Add(null);
        _methods[name] = Method(name, sequence);
    }

    public void CancelMethod(int method)
    {
        if (method < _methods.Count)
            _methods[method]?.Cancel();
    }

    public void Gather(int[] children)
    {
        var index = _gatherings.Count;
        var name = $"gathering {index}";
        _gatherings.Add(null);
        var gathering = Deferred.GatherResults(children.Select(i => _deferreds[i]));
        _gatherings[index] = gathering;
        gathering.AddCallbacks(
            values => Story.Add($"{name} has {string.Join(", ", values.Select(Text))}"),
            failure => Story.Add($"{name} failed: {Text(failure)}"));
    }

    public void CancelGathering(int gathering)
    {
        if (gathering < _gatherings.Count)
            _gatherings[gathering]?.Cancel();
    }

    public string StateOf(int on)
    {
        var chain = _deferreds[on].Chain;
        var result = !chain.IsCalled ? "unfired"
            : chain.Result switch
            {
                DeferredChain inner => $"waiting for d{Array.FindIndex(_deferreds, d => d.Chain == inner)}",
                Failure failure => Text(failure),
                int value => Text(value),
                _ => Text(0),
            };
        return $"{result}, paused {chain.Pauses}";
    }

    private static string Text(int value) => $"{value}";

    private static string Text(Failure failure) => failure.Value switch
    {
        NumberedException e => $"error {e.Number}",
        CancelledException => "cancelled",
        AlreadyCalledException => "fired twice",
        FirstErrorException e => $"#{e.Index} {Text(e.SubFailure)}",
        InvalidOperationException e when e.Message.Contains("wait for itself") => "waits for itself",
        _ => failure.ToString(),
    };

    private static string Text(Outcome<int> outcome) => outcome.IsSuccess ? Text(outcome.Value) : Text(outcome.Failure);

    private static int Now(Act act, int given) =>
        act.Ending == Ending.Throw ? throw new NumberedException(act.Argument) : given + act.Argument;

    private static Failure Failed(Act act) => new(new NumberedException(act.Argument));

    private Act Enter(int on, Step step, Act act, string given)
    {
        Story.Add($"d{on} s{step.Name} got {given}");
        act.First?.Do(this);
        return act;
    }

    private Deferred<int> Later(Act act) => _deferreds[act.Argument % _deferreds.Length];

    private Deferred<int> Any(Act act, int given) => act.Ending switch
    {
        Ending.Deferred => Later(act),
        Ending.Failure => Deferred.Fail<int>(Failed(act)),
        _ => Deferred.Succeed(Now(act, given)),
    };

    private async Deferred Method(int name, int[] sequence)
    {
        foreach (var i in sequence)
        {
            try
            {
                Story.Add($"method {name} got {Text(await _deferreds[i])} from d{i}");
            }
            catch (Exception e)
            {
                Story.Add($"method {name} caught {Text(new Failure(e))} from d{i}");
            }
        }
        Story.Add($"method {name} is over");
    }

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (AlreadyCalledException)
        {
            Story.Add("fired twice");
        }
        catch (InvalidOperationException e) when (e.Message.StartsWith("Unpause without Pause", StringComparison.Ordinal))
        {
            Story.Add("not paused");
        }
    }

    private Deferred<int> Make(CancellerKind kind, int index) => kind == CancellerKind.None ? new Deferred<int>() : new Deferred<int>(d =>
    {
        Story.Add($"d{index}'s canceller is asked");
        switch (kind)
        {
            case CancellerKind.FiresAValue:
                d.Callback(700);
                break;
            case CancellerKind.Fails:
                d.Errback(new NumberedException(701));
                break;
            case CancellerKind.Throws:
                throw new NumberedException(702);
        }
    });
}
