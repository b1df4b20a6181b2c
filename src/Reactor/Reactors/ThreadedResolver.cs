using System.Net;
using System.Net.Sockets;
using System.Text;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Asks the system's resolver, which blocks, in the reactor's thread pool (twisted.internet._resolver.GAIResolver).</summary>
/// <remarks>Address literals are answered at once, without a thread. A cancelled lookup goes on in its thread, unheard.</remarks>
public sealed class ThreadedResolver : IHostnameResolver
{
    private readonly IReactorThreads _reactor;
    private readonly Func<string, AddressFamily, IPAddress[]> _ask;

    /// <summary>Makes a resolver that asks the system's.</summary>
    /// <param name="reactor">Has the threads.</param>
    public ThreadedResolver(IReactorThreads reactor) : this(reactor, Dns.GetHostAddresses) { }

    /// <param name="reactor">Has the threads.</param>
    /// <param name="ask">Asked on a thread of the pool, and may block.</param>
    internal ThreadedResolver(IReactorThreads reactor, Func<string, AddressFamily, IPAddress[]> ask)
    {
        _reactor = reactor ?? throw new ArgumentNullException(nameof(reactor));
        _ask = ask;
    }

    /// <inheritdoc/>
    public Deferred<IReadOnlyList<IPAddress>> ResolveHostName(string host) => ResolveHostName(host, AddressFamily.Unspecified);

    /// <inheritdoc/>
    public Deferred<IReadOnlyList<IPAddress>> ResolveHostName(string host, AddressFamily family)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        if (family is not (AddressFamily.Unspecified or AddressFamily.InterNetwork or AddressFamily.InterNetworkV6))
            throw new ArgumentException($"Names have IPv4 and IPv6 addresses, none of {family}.", nameof(family));
        if (IPAddress.TryParse(host, out var literal))
        {
            return Deferred.Succeed<IReadOnlyList<IPAddress>>(
                family == AddressFamily.Unspecified || literal.AddressFamily == family ? [literal] : []);
        }
        var lookup = new Lookup(_reactor, host, family, _ask);
        _reactor.CallInThread(lookup.Ask);
        return lookup.Result;
    }

    private sealed class Lookup : ICanceller
    {
        private readonly IReactorThreads _reactor;
        private readonly string _host;
        private readonly AddressFamily _family;
        private readonly Func<string, AddressFamily, IPAddress[]> _ask;
        private volatile bool _cancelled;

        internal Lookup(IReactorThreads reactor, string host, AddressFamily family, Func<string, AddressFamily, IPAddress[]> ask)
        {
            _reactor = reactor;
            _host = host;
            _family = family;
            _ask = ask;
            Result = new Deferred<IReadOnlyList<IPAddress>>(this);
        }

        internal Deferred<IReadOnlyList<IPAddress>> Result { get; }

        public void Cancel() => _cancelled = true;

        /// <summary>On a thread of the pool.</summary>
        internal void Ask()
        {
            // Cancelled while it waited for a thread.
            if (_cancelled)
                return;
            IPAddress[] addresses = [];
            Exception? error = null;
            try
            {
                addresses = _ask(Ascii.IsValid(_host) ? _host : HostName.ToAscii(_host), _family);
            }
            catch (Exception e)
            {
                // Of whatever kind: who asked must hear of it.
                error = e;
            }
            _reactor.CallFromThread(() => Answer(addresses, error));
        }

        private void Answer(IPAddress[] addresses, Exception? error)
        {
            if (_cancelled)
                return;
            if (addresses.Length > 0)
                Result.Callback(addresses);
            else
                Result.Errback(new DNSLookupException($"{_host} has no address: {error?.Message.TrimEnd('.') ?? "the resolver found none"}.", error));
        }
    }
}
