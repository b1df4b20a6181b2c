using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>Connects through an HTTP proxy's tunnel (CONNECT, RFC 9110 section 9.3.6).</summary>
/// <remarks>It fails with <see cref="ProxyRefusedException"/> when the proxy's answer is not 2xx. Credentials go to the proxy only, at
/// once: no challenge is answered, and so Digest, NTLM and Negotiate are not spoken.</remarks>
public sealed class HTTPConnectEndpoint : TunnelEndpoint
{
    private readonly string _authority;
    private readonly string? _authorization;
    private readonly WireLimits _limits;

    /// <summary>An endpoint; nothing happens before Connect.</summary>
    /// <param name="clock">Times the connect.</param>
    /// <param name="proxy">Connects to the proxy; speaks TLS with it, if that is to be.</param>
    /// <param name="host">Where to go: a name or an address literal, without brackets.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="authorization">The value of Proxy-Authorization; null for none.</param>
    /// <param name="timeout">How long connecting and agreeing together may take; 30 s when null.</param>
    /// <param name="limits">What the proxy may send; null for the defaults.</param>
    /// <exception cref="ArgumentException">One of these is not what it should be.</exception>
    public HTTPConnectEndpoint(
        IReactorTime clock, IStreamClientEndpoint proxy, string host, int port, string? authorization = null, TimeSpan? timeout = null,
        WireLimits? limits = null)
        : base(clock, proxy, new HostnameAddress(host, port), timeout)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        // The URI's own rules, so that nothing is written that a URI would not allow.
        var uri = URI.Parse($"http://{(host.Contains(':') ? $"[{host}]" : host)}:{port}/");
        _authority = uri.NetLoc;
        _authorization = authorization;
        _limits = limits ?? WireLimits.Default;
    }

    /// <inheritdoc/>
    protected override TunnelOpening Open() => new Opening(this);

    private sealed class Opening(HTTPConnectEndpoint endpoint) : TunnelOpening
    {
        private const string Method = "CONNECT";
        private readonly ResponseParser _parser = new(endpoint._limits);

        public override void Start(ITransport transport)
        {
            _parser.Start(Method);
            RequestWriter.WriteHead(transport, new RequestHead(
                Method, endpoint._authority, endpoint._authority, Headers: null, BodyLength.None, Persistent: true, UserAgent: null)
            {
                Proxy = new ForwardProxy(endpoint._authorization),
            });
        }

        public override bool Receive(ref ReadOnlySpan<byte> data, ITransport transport)
        {
            try
            {
                while (true)
                {
                    switch (_parser.Next(ref data, out _))
                    {
                        case ResponseEvent.NeedData:
                            return false;
                        case ResponseEvent.Informational:
                            break;
                        default:
                            return _parser.Framing == BodyFraming.Tunnel
                                ? true
                                : throw new ProxyRefusedException(_parser.Head.Status, _parser.Head.ReasonPhrase, endpoint.Target);
                    }
                }
            }
            catch (ParseException e)
            {
                throw new TunnelException($"The proxy's answer is malformed: {e.Message}", e);
            }
        }
    }
}
