namespace TwistedSharp.Defer;

public partial class Deferred
{
    /// <summary>Waits for all values, or for the first failure (defer.gatherResults).</summary>
    /// <typeparam name="T">The values' type.</typeparam>
    /// <param name="deferreds">What to wait for; none at all gives an empty list at once.</param>
    /// <returns>The values in the order of the Deferreds; it fails with <see cref="FirstErrorException"/> as soon as one of them fails, and
    /// the
    /// others run on. Cancelling it cancels them all.</returns>
    /// <remarks>The Deferreds keep their results for callbacks added later. The failure it reports counts as handled in its Deferred, and
    /// so does
    /// each one after a cancellation; any other failure is still its Deferred's own, to be handled there or logged.</remarks>
    public static Deferred<IReadOnlyList<T>> GatherResults<T>(IEnumerable<Deferred<T>> deferreds)
    {
        ArgumentNullException.ThrowIfNull(deferreds);
        Deferred<T>[] all = [.. deferreds];
        foreach (var deferred in all)
            Required(deferred, nameof(deferreds)).Chain.RequireLast(typeof(T));
        return new Gathering<T>(all, Links.Unwrap<T>, failsFirst: true).Start();
    }

    /// <summary>Waits for all of them to end, well or not (defer.DeferredList); it never fails by itself.</summary>
    /// <param name="deferreds">What to wait for; none at all gives an empty list at once.</param>
    /// <returns>How each ended, in the order of the Deferreds. Cancelling it cancels them all.</returns>
    /// <remarks>The Deferreds keep their results for callbacks added later, but every failure counts as handled, since the list reports it:
    /// Twisted's consumeErrors, without taking the failure away from the Deferred.</remarks>
    public static Deferred<IReadOnlyList<Outcome>> DeferredList(IEnumerable<Deferred> deferreds)
    {
        ArgumentNullException.ThrowIfNull(deferreds);
        Deferred[] all = [.. deferreds];
        foreach (var deferred in all)
            Required(deferred, nameof(deferreds));
        return new Gathering<Outcome>(all, static result => new Outcome(result), failsFirst: false).Start();
    }

    private static Deferred Required(Deferred? deferred, string name) =>
        deferred ?? throw new ArgumentException("One of the Deferreds is null.", name);
}
