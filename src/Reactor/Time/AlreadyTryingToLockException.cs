namespace TwistedSharp.Internet;

/// <summary>A <see cref="DeferredFilesystemLock"/> was asked to wait while it waits already
/// (twisted.internet.defer.AlreadyTryingToLockError).</summary>
/// <param name="message">Which lock.</param>
public sealed class AlreadyTryingToLockException(string message) : InvalidOperationException(message);
