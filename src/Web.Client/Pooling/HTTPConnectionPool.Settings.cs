namespace TwistedSharp.Web.Client;

// Its limits. A change holds from then on; those on the number of connections let waiting requests go on, or close idle connections, at once.
public sealed partial class HTTPConnectionPool
{
    /// <summary>Whether connections are kept.</summary>
    public bool Persistent { get; }

    /// <summary>The most connections to one server: 2 by default, the number of RFC 2616 section 8.1.4.</summary>
    /// <remarks>A change holds at once: more lets waiting requests go on; fewer closes connections as they become idle.</remarks>
    public int MaxConnectionsPerHost
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
            LimitsChanged();
        }
    } = 2;

    /// <summary>The most connections to all servers together; null, the default, for no such limit.</summary>
    /// <remarks>A change holds at once: more lets waiting requests go on; fewer closes connections as they become idle.</remarks>
    public int? MaxConnections
    {
        get;
        set
        {
            if (value is { } limit)
                ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
            field = value;
            LimitsChanged();
        }
    }

    /// <summary>How long an idle connection is kept: 240 s by default.</summary>
    public TimeSpan CachedConnectionTimeout
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            field = value;
            if (_reaper is { Active: true } reaper)
            {
                reaper.Cancel();
                Reap();
            }
        }
    } = TimeSpan.FromSeconds(240);

    /// <summary>How old a connection may become: it serves no request after that. Null, the default, for no limit; a limit makes
    /// long-lived programs follow changes of a host's addresses.</summary>
    public TimeSpan? MaxConnectionLifetime
    {
        get;
        set
        {
            if (value is { } lifetime)
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
            field = value;
        }
    }

    /// <summary>How many requests a connection may carry; null, the default, for no limit.</summary>
    public int? MaxRequestsPerConnection
    {
        get;
        set
        {
            if (value is { } limit)
                ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
            field = value;
        }
    }

    /// <summary>How many requests may wait for a connection, all origins together: 100,000. One more fails with <see cref="PoolFullException"/>.</summary>
    public int MaxWaitingRequests
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 100_000;

    /// <summary>How many requests may wait for one server: 10,000, so that one that is stuck does not fill the line for all others.</summary>
    public int MaxWaitingPerHost
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 10_000;

    /// <summary>How long the parts of a request may take, unless the request says otherwise.</summary>
    public RequestBudget Budget
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = RequestBudget.Default;

    /// <summary>Whether an idempotent request without a body that got no byte in answer on a kept connection is sent once more, on a new one.</summary>
    public bool RetryAutomatically { get; set; } = true;

    /// <summary>What a server may send; for connections opened from now on.</summary>
    public WireLimits Limits { get; set; } = WireLimits.Default;

    /// <summary>Makes what speaks on a new connection: a getter of your own, which gets the pages of the agent's <see cref="Agent.RequestString"/>,
    /// <see cref="Agent.GetPage"/> and <see cref="Agent.DownloadPage(string, string, string, byte[], Headers, string, bool, TimeSpan?, IDictionary{string, string}, bool, int, bool, RequestOptions)"/>;
    /// null for the usual one. It is given <see cref="Limits"/>.</summary>
    public Func<WireLimits, HTTPPageGetter>? Getter { get; set; }
}
