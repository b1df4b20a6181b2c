namespace TwistedSharp.Defer;

/// <summary>As many wait for a <see cref="DeferredQueue{T}"/> as may (twisted.internet.defer.QueueUnderflow).</summary>
/// <param name="message">Which queue, and its state.</param>
public sealed class QueueUnderflowException(string message) : InvalidOperationException(message);
