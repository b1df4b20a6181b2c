namespace TwistedSharp.Internet.Testing;

/// <summary>One datagram that was written to a fake transport.</summary>
/// <param name="Datagram">Its bytes.</param>
/// <param name="Address">Where to; null when none was given.</param>
public sealed record WrittenDatagram(byte[] Datagram, IAddress? Address);
