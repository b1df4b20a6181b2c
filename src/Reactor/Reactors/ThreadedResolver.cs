using System.Net;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Asks the system's resolver, which blocks, in the reactor's thread pool (twisted.internet._resolver.GAIResolver).</summary>
/// <remarks>Address literals are answered at once, without a thread. A cancelled lookup goes on in its thread, unheard.</remarks>
/// <param name="reactor">Has the threads.</param>
public sealed class ThreadedResolver(IReactorThreads reactor) : IHostnameResolver
{
    private readonly IReactorThreads _reactor = reactor ?? throw new ArgumentNullException(nameof(reactor));

    /// <inheritdoc/>
    public Deferred<IReadOnlyList<IPAddress>> ResolveHostName(string host)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        if (IPAddress.TryParse(host, out var literal))
            return Deferred.Succeed<IReadOnlyList<IPAddress>>([literal]);
        var lookup = new Lookup(_reactor, host);
        _reactor.CallInThread(lookup.Ask);
        return lookup.Result;
    }

    private sealed class Lookup : ICanceller
    {
        private readonly IReactorThreads _reactor;
        private readonly string _host;
        private volatile bool _cancelled;

        internal Lookup(IReactorThreads reactor, string host)
        {
            _reactor = reactor;
            _host = host;
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
                addresses = Dns.GetHostAddresses(_host);
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
                Result.Errback(new DNSLookupException($"{_host} has no address: {error?.Message ?? "the resolver found none"}.", error));
        }
    }
}
