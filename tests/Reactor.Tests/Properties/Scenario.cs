namespace TwistedSharp.Tests.Properties;

/// <summary>A random program over a few Deferreds; run on the real ones and on the model, both must tell the same story.</summary>
internal sealed record Scenario(CancellerKind[] Cancellers, Operation[] Operations)
{
    internal IReadOnlyList<string> PlayOn(IWorld world)
    {
        foreach (var operation in Operations)
            operation.Do(world);
        for (var i = 0; i < Cancellers.Length; i++)
            world.Story.Add($"d{i} ends as {world.StateOf(i)}");
        return world.Story;
    }

    public override string ToString() =>
        $"{string.Join(", ", Cancellers.Select((c, i) => $"d{i}: canceller {c}"))}\n{string.Join('\n', Operations.AsEnumerable())}";
}

/// <summary>What a Deferred's canceller does.</summary>
internal enum CancellerKind
{
    None,
    Idle,
    FiresAValue,
    Fails,
    Throws,
}

/// <summary>Deferreds by number, and what happened to them.</summary>
internal interface IWorld
{
    List<string> Story { get; }

    void Add(int on, Step step);

    void Callback(int on, int value);

    void Errback(int on, int error);

    void Cancel(int on);

    void Pause(int on);

    void Unpause(int on);

    void ChainDeferred(int on, int other);

    /// <summary>Starts an async method that awaits some, one after the other, and survives their failures.</summary>
    void Await(int[] sequence);

    void CancelMethod(int method);

    void Gather(int[] children);

    void CancelGathering(int gathering);

    string StateOf(int on);
}

/// <summary>One thing done to a Deferred.</summary>
internal abstract record Operation
{
    internal abstract void Do(IWorld world);
}

internal sealed record Add(int On, Step Step) : Operation
{
    internal override void Do(IWorld world) => world.Add(On, Step);
}

internal sealed record Callback(int On, int Value) : Operation
{
    internal override void Do(IWorld world) => world.Callback(On, Value);
}

internal sealed record Errback(int On, int Error) : Operation
{
    internal override void Do(IWorld world) => world.Errback(On, Error);
}

internal sealed record Cancel(int On) : Operation
{
    internal override void Do(IWorld world) => world.Cancel(On);
}

internal sealed record Pause(int On) : Operation
{
    internal override void Do(IWorld world) => world.Pause(On);
}

internal sealed record Unpause(int On) : Operation
{
    internal override void Do(IWorld world) => world.Unpause(On);
}

internal sealed record ChainDeferred(int On, int Other) : Operation
{
    internal override void Do(IWorld world) => world.ChainDeferred(On, Other);
}

internal sealed record Await(int[] Sequence) : Operation
{
    internal override void Do(IWorld world) => world.Await(Sequence);

    public override string ToString() => $"Await {string.Join(", ", Sequence)}";
}

internal sealed record CancelMethod(int Method) : Operation
{
    internal override void Do(IWorld world) => world.CancelMethod(Method);
}

internal sealed record Gather(int[] Children) : Operation
{
    internal override void Do(IWorld world) => world.Gather(Children);

    public override string ToString() => $"Gather {string.Join(", ", Children)}";
}

internal sealed record CancelGathering(int Gathering) : Operation
{
    internal override void Do(IWorld world) => world.CancelGathering(Gathering);
}

/// <summary>Which results a step is for.</summary>
internal enum StepKind
{
    Callback,
    Errback,
    Both,
    Pair,
}

/// <summary>What a step does with what it is given: something else first, then it ends in one of the ways.</summary>
internal sealed record Act(Ending Ending, int Argument, Operation? First)
{
    public override string ToString() => $"{(First is null ? "" : $"({First}) then ")}{Ending} {Argument}";
}

internal enum Ending
{
    Value,
    Throw,
    Failure,
    Deferred,
}

/// <summary>A callback, an errback, both, or a pair of them.</summary>
internal sealed record Step(int Name, StepKind Kind, Act OnValue, Act OnFailure)
{
    public override string ToString() => $"{Kind} s{Name} [value: {OnValue}; failure: {OnFailure}]";
}

internal sealed class NumberedException(int number) : Exception($"error {number}")
{
    internal int Number => number;
}
