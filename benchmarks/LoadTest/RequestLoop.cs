using System.Diagnostics;
using HdrHistogram;
using TwistedSharp.Defer;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Benchmarks.LoadTest;

/// <summary>One request after the other, each started from the callback of the one before.</summary>
/// <remarks>The delegates are made once for each loop: what a request allocates is the client's own.</remarks>
internal abstract class RequestLoop
{
    private readonly ReactorLoad _load;
    private long _started;

    private protected RequestLoop(ReactorLoad load)
    {
        _load = load;
        OnFailure = Failed;
    }

    internal LongHistogram Latencies { get; } = Meter.NewHistogram();

    private protected Action<Failure> OnFailure { get; }

    internal void Next()
    {
        if (!_load.TryTake())
            return;
        _started = Stopwatch.GetTimestamp();
        Send();
    }

    private protected abstract void Send();

    private protected void Succeeded()
    {
        Meter.Record(Latencies, _started);
        Next();
    }

    private void Failed(Failure failure)
    {
        _load.RequestFailed(failure.Value);
        Next();
    }
}

/// <summary>Gets the page as text: RequestString.</summary>
internal sealed class PageLoop : RequestLoop
{
    private readonly Agent _agent;
    private readonly string _url;
    private readonly Action<string> _onPage;

    internal PageLoop(ReactorLoad load, Agent agent, string url) : base(load)
    {
        _agent = agent;
        _url = url;
        _onPage = _ => Succeeded();
    }

    private protected override void Send() => _agent.RequestString(_url).AddCallbacks(_onPage, OnFailure);
}

/// <summary>Sends a request and reads the response's body as bytes.</summary>
internal sealed class BytesLoop : RequestLoop
{
    private readonly Agent _agent;
    private readonly string _url;
    private readonly Func<Response, Deferred<byte[]>> _readBody;
    private readonly Action<byte[]> _onBody;

    internal BytesLoop(ReactorLoad load, Agent agent, string url) : base(load)
    {
        _agent = agent;
        _url = url;
        _readBody = ReadBody;
        _onBody = _ => Succeeded();
    }

    private protected override void Send() => _agent.Request("GET", _url).AddCallback(_readBody).AddCallbacks(_onBody, OnFailure);

    private static Deferred<byte[]> ReadBody(Response response)
    {
        if (response.Code < 300)
            return response.ReadBody();
        response.Abort();
        throw new WebErrorException(response.Code, response.Phrase);
    }
}
