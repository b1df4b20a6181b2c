namespace TwistedSharp.Defer;

public partial class Deferred
{
    /// <summary>Waits for all of them to end, well or not (defer.DeferredList).</summary>
    /// <typeparam name="T">The values' type.</typeparam>
    /// <param name="deferreds">What to wait for; none at all gives an empty list at once, whatever the flags.</param>
    /// <param name="fireOnOneCallback">Whether the first value ends the wait; its index is then the list's
    /// <see cref="DeferredListResult{T}.Winner"/>.</param>
    /// <param name="fireOnOneErrback">Whether the first failure ends the wait: the list fails with
    /// <see cref="FirstErrorException"/>.</param>
    /// <param name="consumeErrors">Whether callbacks added to the Deferreds later see the type's default value in place of a
    /// failure.</param>
    /// <returns>How each ended, in the order of the Deferreds. Cancelling it cancels them all, and it ends as they then do; once it has
    /// fired, the others run on.</returns>
    /// <remarks>The Deferreds keep their values for callbacks added later, and without consumeErrors their failures, too. A failure that
    /// the list reports counts as handled in its Deferred, and so does each one after a cancellation; any other failure is still its
    /// Deferred's own.</remarks>
    public static Deferred<DeferredListResult<T>> DeferredList<T>(
        IEnumerable<Deferred<T>> deferreds, bool fireOnOneCallback = false, bool fireOnOneErrback = false, bool consumeErrors = false) =>
        List<T>(AllOf(deferreds, typeof(T)), Rules(fireOnOneCallback, fireOnOneErrback, consumeErrors));

    /// <inheritdoc cref="DeferredList{T}"/>
    /// <remarks>For Deferreds of different types, and for those without a value, which give null. What is said of the typed list holds
    /// here.</remarks>
    public static Deferred<DeferredListResult<object?>> DeferredList(
        IEnumerable<Deferred> deferreds, bool fireOnOneCallback = false, bool fireOnOneErrback = false, bool consumeErrors = false) =>
        List<object?>(AllOf(deferreds, typeof(void)), Rules(fireOnOneCallback, fireOnOneErrback, consumeErrors));

    /// <summary>Waits for all values, or for the first failure (defer.gatherResults).</summary>
    /// <typeparam name="T">The values' type.</typeparam>
    /// <param name="deferreds">What to wait for; none at all gives an empty list at once.</param>
    /// <param name="consumeErrors">Whether callbacks added to the Deferreds later see the type's default value in place of a
    /// failure.</param>
    /// <returns>The values in the order of the Deferreds; it fails with <see cref="FirstErrorException"/> as soon as one of them fails, and
    /// the others run on. Cancelling it cancels them all, and it ends as they then do.</returns>
    /// <remarks>The Deferreds keep their values for callbacks added later, and without consumeErrors their failures, too. The failure it
    /// reports counts as handled in its Deferred, and so does each one after a cancellation; any other failure is still its Deferred's own,
    /// to be handled there or logged.</remarks>
    public static Deferred<IReadOnlyList<T>> GatherResults<T>(IEnumerable<Deferred<T>> deferreds, bool consumeErrors = false) =>
        Values<T>(AllOf(deferreds, typeof(T)), consumeErrors);

    /// <inheritdoc cref="GatherResults{T}"/>
    /// <remarks>For Deferreds of different types, and for those without a value, which give null.</remarks>
    public static Deferred<IReadOnlyList<object?>> GatherResults(IEnumerable<Deferred> deferreds, bool consumeErrors = false) =>
        Values<object?>(AllOf(deferreds, typeof(void)), consumeErrors);

    /// <summary>Waits for two values, or for the first failure (defer.gatherResults).</summary>
    /// <typeparam name="T1">The first value's type.</typeparam>
    /// <typeparam name="T2">The second value's type.</typeparam>
    /// <param name="first">The first to wait for.</param>
    /// <param name="second">The second.</param>
    /// <param name="consumeErrors">Whether callbacks added to them later see the type's default value in place of a failure.</param>
    /// <returns>The values; it fails, and is cancelled, as <see cref="GatherResults{T}"/> is.</returns>
    public static Deferred<(T1 First, T2 Second)> GatherResults<T1, T2>(
        Deferred<T1> first, Deferred<T2> second, bool consumeErrors = false)
    {
        Required(first, typeof(T1), nameof(first));
        Required(second, typeof(T2), nameof(second));
        return new Gathering<(T1 First, T2 Second)>(
            [first, second], GatherRules(consumeErrors),
            static (r, _) => (Links.Unwrap<T1>(r[0]), Links.Unwrap<T2>(r[1]))).Start();
    }

    /// <summary>Waits for three values, or for the first failure (defer.gatherResults).</summary>
    /// <typeparam name="T1">The first value's type.</typeparam>
    /// <typeparam name="T2">The second value's type.</typeparam>
    /// <typeparam name="T3">The third value's type.</typeparam>
    /// <param name="first">The first to wait for.</param>
    /// <param name="second">The second.</param>
    /// <param name="third">The third.</param>
    /// <param name="consumeErrors">Whether callbacks added to them later see the type's default value in place of a failure.</param>
    /// <returns>The values; it fails, and is cancelled, as <see cref="GatherResults{T}"/> is.</returns>
    public static Deferred<(T1 First, T2 Second, T3 Third)> GatherResults<T1, T2, T3>(
        Deferred<T1> first, Deferred<T2> second, Deferred<T3> third, bool consumeErrors = false)
    {
        Required(first, typeof(T1), nameof(first));
        Required(second, typeof(T2), nameof(second));
        Required(third, typeof(T3), nameof(third));
        return new Gathering<(T1 First, T2 Second, T3 Third)>(
            [first, second, third], GatherRules(consumeErrors),
            static (r, _) => (Links.Unwrap<T1>(r[0]), Links.Unwrap<T2>(r[1]), Links.Unwrap<T3>(r[2]))).Start();
    }

    /// <summary>Waits for four values, or for the first failure (defer.gatherResults).</summary>
    /// <typeparam name="T1">The first value's type.</typeparam>
    /// <typeparam name="T2">The second value's type.</typeparam>
    /// <typeparam name="T3">The third value's type.</typeparam>
    /// <typeparam name="T4">The fourth value's type.</typeparam>
    /// <param name="first">The first to wait for.</param>
    /// <param name="second">The second.</param>
    /// <param name="third">The third.</param>
    /// <param name="fourth">The fourth.</param>
    /// <param name="consumeErrors">Whether callbacks added to them later see the type's default value in place of a failure.</param>
    /// <returns>The values; it fails, and is cancelled, as <see cref="GatherResults{T}"/> is.</returns>
    public static Deferred<(T1 First, T2 Second, T3 Third, T4 Fourth)> GatherResults<T1, T2, T3, T4>(
        Deferred<T1> first, Deferred<T2> second, Deferred<T3> third, Deferred<T4> fourth, bool consumeErrors = false)
    {
        Required(first, typeof(T1), nameof(first));
        Required(second, typeof(T2), nameof(second));
        Required(third, typeof(T3), nameof(third));
        Required(fourth, typeof(T4), nameof(fourth));
        return new Gathering<(T1 First, T2 Second, T3 Third, T4 Fourth)>(
            [first, second, third, fourth], GatherRules(consumeErrors),
            static (r, _) => (Links.Unwrap<T1>(r[0]), Links.Unwrap<T2>(r[1]), Links.Unwrap<T3>(r[2]), Links.Unwrap<T4>(r[3]))).Start();
    }

    /// <summary>Takes the first value of any and cancels the others (defer.race).</summary>
    /// <typeparam name="T">The values' type.</typeparam>
    /// <param name="deferreds">Who runs; at least one.</param>
    /// <returns>The index of the first that had a value, and the value; <see cref="FailureGroupException"/> when all fail. Cancelling it
    /// cancels them all; it then takes a value that a canceller gives.</returns>
    /// <exception cref="ArgumentException">There is none, or one is null.</exception>
    /// <remarks>The Deferreds keep their results for callbacks added later; every failure counts as handled.</remarks>
    public static Deferred<(int Index, T Value)> Race<T>(IEnumerable<Deferred<T>> deferreds) =>
        new Racing<T>(AtLeastOne(AllOf(deferreds, typeof(T)))).Start();

    /// <inheritdoc cref="Race{T}"/>
    /// <remarks>For Deferreds of different types, and for those without a value, which give null.</remarks>
    public static Deferred<(int Index, object? Value)> Race(IEnumerable<Deferred> deferreds) =>
        new Racing<object?>(AtLeastOne(AllOf(deferreds, typeof(void)))).Start();

    /// <summary>The outcomes in the order in which they come, for <c>await foreach</c>.</summary>
    /// <typeparam name="T">The values' type.</typeparam>
    /// <param name="deferreds">What to wait for.</param>
    /// <returns>For each its index in the order given, and how it ended. Whoever stops waiting, by leaving the loop or through the
    /// enumerator's token, leaves the Deferreds alone.</returns>
    /// <remarks>The Deferreds keep their results for callbacks added later; a failure counts as handled when the loop has got
    /// it.</remarks>
    public static CompletionSequence<T> WhenEach<T>(IEnumerable<Deferred<T>> deferreds) => new(AllOf(deferreds, typeof(T)), typeof(T));

    /// <inheritdoc cref="WhenEach{T}"/>
    /// <remarks>For Deferreds of different types, and for those without a value, which give null.</remarks>
    public static CompletionSequence<object?> WhenEach(IEnumerable<Deferred> deferreds) =>
        new(AllOf(deferreds, typeof(void)), typeof(void));

    private static Deferred<DeferredListResult<T>> List<T>(Deferred[] all, GatheringRules rules) =>
        new Gathering<DeferredListResult<T>>(all, rules, static (results, winner) =>
            winner < 0 ? DeferredListResult<T>.OfAll(results) : DeferredListResult<T>.WonBy(winner, results)).Start();

    private static Deferred<IReadOnlyList<T>> Values<T>(Deferred[] all, bool consumeErrors) =>
        new Gathering<IReadOnlyList<T>>(all, GatherRules(consumeErrors), static (results, _) =>
        {
            var values = new T[results.Length];
            for (var i = 0; i < values.Length; i++)
                values[i] = Links.Unwrap<T>(results[i]);
            return values;
        }).Start();

    private static GatheringRules GatherRules(bool consumeErrors) => Rules(false, fireOnOneErrback: true, consumeErrors);

    private static GatheringRules Rules(bool fireOnOneCallback, bool fireOnOneErrback, bool consumeErrors) =>
        (fireOnOneCallback ? GatheringRules.FireOnOneCallback : GatheringRules.None) |
        (fireOnOneErrback ? GatheringRules.FireOnOneErrback : GatheringRules.None) |
        (consumeErrors ? GatheringRules.ConsumeErrors : GatheringRules.None);

    /// <summary>A copy of the list; each item is checked before anything is added to the first.</summary>
    /// <param name="deferreds">The list.</param>
    /// <param name="type">The type of value that each must have; void for any.</param>
    private static Deferred[] AllOf(IEnumerable<Deferred> deferreds, Type type)
    {
        ArgumentNullException.ThrowIfNull(deferreds);
        Deferred[] all = [.. deferreds];
        foreach (var deferred in all)
        {
            if (deferred is null)
                throw new ArgumentException("One of the Deferreds is null.", nameof(deferreds));
            deferred.Chain.RequireLast(type);
        }
        return all;
    }

    private static Deferred[] AtLeastOne(Deferred[] deferreds) =>
        deferreds.Length > 0
            ? deferreds
            : throw new ArgumentException("A race of no Deferreds would never end; at least one was expected.", nameof(deferreds));

    private static void Required(Deferred deferred, Type type, string name)
    {
        ArgumentNullException.ThrowIfNull(deferred, name);
        deferred.Chain.RequireLast(type);
    }
}
