namespace TwistedSharp.Internet;

/// <summary>A connection that can change the protocol that it speaks (the protocol attribute of Twisted's transports).</summary>
/// <remarks>For protocols that begin a conversation and leave it to another one: proxies, upgrades. The successor's MakeConnection is for
/// whoever switches to call, and so is its DataReceived for bytes that had come before. The one before hears nothing any more.</remarks>
public interface ISwitchableTransport : ITransport
{
    /// <summary>Who hears what happens on the connection.</summary>
    /// <exception cref="InvalidOperationException">It is set when the connection is lost, or not made yet.</exception>
    IProtocol Protocol { get; set; }
}
