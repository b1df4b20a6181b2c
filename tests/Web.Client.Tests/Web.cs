using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client.Tests;

/// <summary>An agent on a clock and connections that the test drives.</summary>
internal sealed class Web
{
    /// <param name="persist">Whether connections are kept.</param>
    /// <param name="budget">No limits when null, so that the clock shows what else is timed.</param>
    internal Web(bool persist = true, RequestBudget? budget = null)
    {
        Pool = new HTTPConnectionPool(Clock, persist) { Budget = budget ?? RequestBudget.Unlimited };
        Agent = Agent.UsingEndpointFactory(Clock, Route, Pool);
    }

    internal Clock Clock { get; } = new();

    internal FakeRoute Route { get; } = new();

    internal HTTPConnectionPool Pool { get; }

    internal Agent Agent { get; }

    internal FakeConnection this[int index] => Route[index];

    internal Deferred<string> Get(string url = "http://a/", Headers? headers = null, TimeSpan? timeout = null) => Agent.RequestString(url, headers, timeout);

    internal Deferred<Response> Ask(
        string method = "GET", string url = "http://a/", Headers? headers = null, IBodyProducer? body = null,
        RequestOptions? options = null) =>
        Agent.Request(method, url, headers, body, options);

    /// <summary>A page of an origin has been got and its connection kept.</summary>
    internal FakeConnection Kept(string url = "http://a/")
    {
        var got = Get(url);
        var connection = Route.Last;
        connection.Answer("warm");
        got.Called.Should().BeTrue();
        connection.TakeRequest();
        return connection;
    }

    /// <summary>Everything is told, closed and stopped, and the pool knows it.</summary>
    internal void AssertNothingIsLeft()
    {
        Pool.CloseCachedConnections();
        Route.SettleAll();
        Clock.GetDelayedCalls().Should().BeEmpty();
        Pool.ToString().Should().Be("<HTTPConnectionPool 0 origins, 0 connections (0 idle), 0 waiting>");
    }
}
