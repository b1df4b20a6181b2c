using Microsoft.CodeAnalysis;

namespace TwistedSharp.Analyzers;

/// <summary>What is told, and how loudly.</summary>
public static class Rules
{
    /// <summary>TWS0001: the handle of the new type is dropped, and the old one used.</summary>
    public static readonly DiagnosticDescriptor StaleHandle = new(
        "TWS0001", "The result of a callback that changes the type is dropped, and the old handle used",
        "'{0}' makes a {1} of the {2} '{3}'; its result is dropped here, and '{3}' is used again", "Usage", DiagnosticSeverity.Warning, true,
        "A chain has one value at a time: after a callback of another type the old handle's callbacks get what they do not expect, and "
        + "fail at the call. Use what AddCallback returns.");

    /// <summary>TWS0002: a Deferred is made, and nobody hears of its failure.</summary>
    public static readonly DiagnosticDescriptor Unheard = new(
        "TWS0002", "Nobody hears of a Deferred's failure",
        "Nobody hears when this {0} fails: return it, await it, or add an errback", "Usage", DiagnosticSeverity.Warning, true,
        "A failure that nobody handles is logged when the collector finds it, long after it happened.");

    /// <summary>TWS0003: the reactor's thread is blocked.</summary>
    public static readonly DiagnosticDescriptor Blocking = new(
        "TWS0003", "A blocking call on the reactor's thread",
        "'{0}' blocks the reactor's thread, and with it every connection: {1}", "Usage", DiagnosticSeverity.Warning, true,
        "Callbacks, hooks of protocols and async Deferred methods run on the reactor's one thread.");

    /// <summary>TWS1001: a word of compat has a member of the library for it.</summary>
    public static readonly DiagnosticDescriptor CompatWord = new(
        "TWS1001", "A word of compat has a member of the library for it", "'{0}' is '{1}' in the library's own words", "Porting",
        DiagnosticSeverity.Info, true, "Words of compat are for the first step of a port.");
}
