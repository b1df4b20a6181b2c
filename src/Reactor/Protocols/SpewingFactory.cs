using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>Logs what each connection reads and writes (twisted.protocols.policies.SpewingFactory).</summary>
/// <remarks>Meant for finding mistakes: the log has everything in it, secrets too.</remarks>
public class SpewingFactory : WrappingFactory
{
    /// <summary>Wraps a factory.</summary>
    /// <param name="wrappedFactory">It.</param>
    public SpewingFactory(IFactory wrappedFactory) : base(wrappedFactory) { }

    /// <inheritdoc/>
    protected override ProtocolWrapper Wrap(IProtocol protocol, IAddress address) => new SpewingProtocol(this, protocol);
}
