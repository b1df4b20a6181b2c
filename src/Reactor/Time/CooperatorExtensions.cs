using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>What iterators can do with a clock, on its one <see cref="Cooperator"/> (twisted.internet.task.cooperate and
/// coiterate).</summary>
public static class CooperatorExtensions
{
    /// <inheritdoc cref="Cooperator.Cooperate(IEnumerator{Deferred})"/>
    /// <param name="clock">The reactor, or a test's clock.</param>
    /// <param name="iterator">Each step yields null to give its turn up, or a Deferred to wait for.</param>
    public static CooperativeTask Cooperate(this IReactorTime clock, IEnumerator<Deferred?> iterator) =>
        Cooperator.Of(clock).Cooperate(iterator);

    /// <inheritdoc cref="Cooperator.Cooperate(IEnumerator{Deferred})"/>
    /// <param name="clock">The reactor, or a test's clock.</param>
    /// <param name="iterable">Its iterator is made at once. Each step yields null to give its turn up, or a Deferred to wait for.</param>
    public static CooperativeTask Cooperate(this IReactorTime clock, IEnumerable<Deferred?> iterable) =>
        Cooperator.Of(clock).Cooperate(iterable);

    /// <inheritdoc cref="Cooperator.Coiterate(IEnumerator{Deferred}, Deferred{IEnumerator{Deferred}})"/>
    /// <param name="clock">The reactor, or a test's clock.</param>
    /// <param name="iterator">Each step yields null to give its turn up, or a Deferred to wait for.</param>
    public static Deferred<IEnumerator<Deferred?>> Coiterate(this IReactorTime clock, IEnumerator<Deferred?> iterator) =>
        Cooperator.Of(clock).Coiterate(iterator);

    /// <inheritdoc cref="Cooperator.Coiterate(IEnumerator{Deferred}, Deferred{IEnumerator{Deferred}})"/>
    /// <param name="clock">The reactor, or a test's clock.</param>
    /// <param name="iterable">Its iterator is made at once. Each step yields null to give its turn up, or a Deferred to wait for.</param>
    public static Deferred<IEnumerator<Deferred?>> Coiterate(this IReactorTime clock, IEnumerable<Deferred?> iterable) =>
        Cooperator.Of(clock).Coiterate(iterable);
}
