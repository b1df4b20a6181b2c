namespace TwistedSharp.Defer;

/// <summary>A <see cref="DeferredQueue{T}"/> holds as many items as it may (twisted.internet.defer.QueueOverflow).</summary>
/// <param name="message">Which queue, and its state.</param>
public sealed class QueueOverflowException(string message) : InvalidOperationException(message);
