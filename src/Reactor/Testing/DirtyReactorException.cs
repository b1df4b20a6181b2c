namespace TwistedSharp.Internet.Testing;

/// <summary>A test left timed calls, connections or ports behind (trial's DirtyReactorAggregateError).</summary>
/// <param name="message">What was left.</param>
public sealed class DirtyReactorException(string message) : Exception(message);
