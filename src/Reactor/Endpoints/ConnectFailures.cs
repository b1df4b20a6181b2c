using System.Net;

namespace TwistedSharp.Internet;

/// <summary>One failure for several addresses that could not be connected to.</summary>
internal static class ConnectFailures
{
    // A message is for a log's line; the inner exceptions are all there.
    private const int MostTold = 10;
    private const int Foreign = int.MaxValue;

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

    /// <summary>The failure of a race that ran out of time, which tells what had failed until then.</summary>
    internal static Failure TimedOut(string message, List<(IPAddress Address, Failure Reason)> failures) =>
        new(failures.Count == 0
            ? new ConnectTimeoutException(message)
            : new ConnectTimeoutException($"{message} Until then: {Each(failures)}", All(failures)));

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
        var message = $"None of the {failures.Count} addresses of {address} could be connected to: {Each(failures)}";
        var all = All(failures);
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

    private static string Each(List<(IPAddress Address, Failure Reason)> failures)
    {
        var told = string.Join(" ", failures.Take(MostTold).Select(f => $"{f.Address}: {f.Reason.Value.Message}"));
        return failures.Count <= MostTold ? told : $"{told} And {failures.Count - MostTold} more.";
    }

    private static AggregateException All(List<(IPAddress Address, Failure Reason)> failures) => new(failures.Select(f => f.Reason.Value));
}
