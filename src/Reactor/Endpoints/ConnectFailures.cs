using System.Net;

namespace TwistedSharp.Internet;

/// <summary>One failure for several addresses that could not be connected to.</summary>
internal static class ConnectFailures
{
    /// <summary>The failure of the address that got furthest, the last one of those; its message and inner exception tell of them
    /// all.</summary>
    internal static Failure Summary(IAddress address, List<(IPAddress Address, Failure Reason)> failures)
    {
        var telling = failures[0].Reason;
        foreach (var (_, reason) in failures)
        {
            if (Rank(reason.Value) >= Rank(telling.Value))
                telling = reason;
        }
        return failures.Count == 1 || Rank(telling.Value) == Foreign ? telling : new Failure(Told(telling.Value, address, failures));
    }

    private const int Foreign = int.MaxValue;

    // How far the attempt got: a host that answers is better news than a network that cannot be reached.
    private static int Rank(Exception e) => e switch
    {
        ConnectionRefusedException => 6,
        TCPTimedOutException => 5,
        ConnectTimeoutException => 4,
        NoRouteException => 3,
        UnknownHostException => 2,
        ConnectBindException => 1,
        _ when e.GetType() == typeof(ConnectException) => 0,
        _ => Foreign,
    };

    private static Exception Told(Exception telling, IAddress address, List<(IPAddress Address, Failure Reason)> failures)
    {
        var message = $"None of the {failures.Count} addresses of {address} could be connected to: "
            + string.Join(" ", failures.Select(f => $"{f.Address}: {f.Reason.Value.Message}"));
        var all = new AggregateException(message, failures.Select(f => f.Reason.Value));
        return telling switch
        {
            ConnectionRefusedException => new ConnectionRefusedException(message, all),
            TCPTimedOutException => new TCPTimedOutException(message, all),
            ConnectTimeoutException => new ConnectTimeoutException(message, all),
            NoRouteException => new NoRouteException(message, all),
            UnknownHostException => new UnknownHostException(message, all),
            ConnectBindException => new ConnectBindException(message, all),
            _ => new ConnectException(message, all),
        };
    }
}
