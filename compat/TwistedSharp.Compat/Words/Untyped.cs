/// <summary>What a callback of a Deferred without type has returned: a value, a Deferred or a Failure, known only when it is
/// there.</summary>
internal static class Untyped
{
    internal static Deferred<object?> Settle(object? returned) => returned switch
    {
        Failure failure => Deferred.Fail<object?>(failure),
        Deferred<object?> deferred => deferred,
        Deferred deferred => Wait(deferred),
        _ => Deferred.Succeed(returned),
    };

    private static Deferred<object?> Wait(Deferred deferred)
    {
        // The gathered list is the one place that reads a Deferred's value without its type.
        return Deferred.GatherResults([deferred]).AddCallback(values => values[0]);
    }
}
