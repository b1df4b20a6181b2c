using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>TCP to the URI's host for http, TLS over it for https; equal to another with the same settings, so that agents alike share connections.</summary>
internal sealed record StandardEndpoints : IAgentEndpointFactory
{
    private readonly IReactor _reactor;
    private readonly TimeSpan _timeout;
    private readonly string? _bindAddress;
    private readonly IPolicyForHTTPS _policy;

    internal StandardEndpoints(IReactor reactor, TimeSpan? timeout, string? bindAddress, IPolicyForHTTPS? policy)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        _reactor = reactor;
        _timeout = timeout ?? TimeSpan.FromSeconds(30);
        _bindAddress = bindAddress;
        _policy = policy ?? new BrowserLikePolicyForHTTPS();
    }

    public IStreamClientEndpoint EndpointForURI(URI uri)
    {
        var tcp = new HostnameEndpoint(_reactor, uri.Host, uri.Port, _timeout, _bindAddress);
        return uri.Scheme switch
        {
            "http" => tcp,
            "https" => new TlsClientEndpoint(_reactor, tcp, _policy.CreatorForNetloc(uri.Host, uri.Port), _timeout),
            _ => throw new SchemeNotSupportedException(uri.Scheme),
        };
    }
}
