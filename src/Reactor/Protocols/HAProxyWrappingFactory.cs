using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>Serves connections that come from a proxy (twisted.protocols.haproxy._wrapper.HAProxyWrappingFactory).</summary>
internal sealed class HAProxyWrappingFactory(IReactorTime clock, IFactory wrappedFactory, TimeSpan headerTimeout)
    : WrappingFactory(wrappedFactory)
{
    internal IReactorTime Clock { get; } = clock;

    internal TimeSpan HeaderTimeout { get; } = headerTimeout;

    public override string LogPrefix => $"{(WrappedFactory as Factory)?.LogPrefix ?? WrappedFactory.GetType().Name} (PROXY)";

    // Who connects to the proxy is known later, and so is whether there is to be a protocol.
    public override IProtocol? BuildProtocol(IAddress address) => new HAProxyProtocolWrapper(this);
}
