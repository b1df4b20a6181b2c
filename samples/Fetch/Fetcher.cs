using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Samples.Fetch;

/// <summary>The job: so many walkers take URLs from one queue, each fetching one at a time.</summary>
/// <remarks>All of this runs on the reactor's thread, so the queue and the sums need no locks.</remarks>
internal sealed class Fetcher
{
    private readonly FetchOptions _options;
    private readonly IReport _report;
    private readonly IReactor _reactor = Reactors.Create();
    private readonly Agent _agent;
    private readonly Queue<string> _urls = new();
    private FetchSummary _sums = new();
    private Progress _progress;

    internal Fetcher(FetchOptions options, IReport report)
    {
        _options = options;
        _report = report;
        _agent = new Agent(_reactor, options.Persist);
        _agent.Pool.MaxConnectionsPerHost = options.MaxPerHost;
        _agent.Pool.MaxConnections = options.MaxTotal;
    }

    private enum Progress
    {
        Fetching,
        Finished,

        /// <summary>The reactor is stopping before the work is done: the user pressed Ctrl-C.</summary>
        Interrupted,
    }

    /// <summary>Fetches everything.</summary>
    /// <returns>The exit code.</returns>
    internal int Run()
    {
        foreach (var url in _options.Urls.Count > 0 ? _options.Urls : EmbeddedServer.Start(_reactor))
            _urls.Enqueue(url);
        _report.Started(_urls.Count);
        var started = _reactor.Seconds();
        _reactor.CallWhenRunning(() => FetchAll().AddBoth(Finish));
        _reactor.AddSystemEventTrigger(TriggerPhase.Before, "shutdown", Interrupt);
        _reactor.Run();
        _report.Finished(_sums with { Connections = _agent.Pool.ConnectionsMade, Ms = MillisecondsSince(started) });
        return _progress == Progress.Interrupted ? 130 : _sums.Failed == 0 && _progress == Progress.Finished ? 0 : 1;
    }

    private async Deferred FetchAll()
    {
        var walkers = new List<Deferred>();
        for (var i = Math.Min(_options.Concurrency, _urls.Count); i > 0; i--)
            walkers.Add(Walk());
        foreach (var walker in walkers)
            await walker;
    }

    private async Deferred Walk()
    {
        while (_urls.TryDequeue(out var url))
        {
            var result = await Fetch(url);
            // What the end of the reactor broke off has not failed, and nothing new can start.
            if (_progress == Progress.Interrupted)
                return;
            _sums = _sums.With(result);
            _report.Fetched(result);
        }
    }

    /// <summary>Fetches one page; whatever goes wrong is in the result.</summary>
    private async Deferred<FetchResult> Fetch(string url)
    {
        var started = _reactor.Seconds();
        var body = new BodyReceiver();
        Response? response = null;
        Exception? error = null;
        try
        {
            var page = Get();
            await (_options.Timeout is { } limit ? page.AddTimeout(limit, _reactor) : page);
        }
        catch (Exception e)
        {
            error = e;
        }
        return new FetchResult
        {
            Url = url,
            Status = response?.Code,
            Bytes = body.Length,
            Connection = response?.Connection.Connection,
            Reused = response?.Connection.IsReused ?? false,
            Ms = MillisecondsSince(started),
            Error = error is null ? null : FetchResult.OneLine(error),
        };

        // The body is read to its end even when the status is an error's: a connection with half a body on it could not be reused.
        async Deferred<Response> Get()
        {
            response = await _agent.Request("GET", url, _options.Headers);
            var isError = response.Code >= 400;
            if (isError || _options.Output is null)
                await body.Receive(response, Stream.Null);
            else
                await Save(_options.Output, url, response, body);
            return isError ? throw new WebErrorException(response.Code, response.Phrase) : response;
        }
    }

    private static async Deferred Save(OutputFolder folder, string url, Response response, BodyReceiver body)
    {
        SavedFile file;
        try
        {
            file = folder.Create(url);
        }
        catch
        {
            response.Abort(); // A body that nobody reads would hold the connection.
            throw;
        }
        using (file)
        {
            await body.Receive(response, file.Content);
            file.Keep();
        }
    }

    private void Finish(Outcome outcome)
    {
        if (_progress == Progress.Interrupted)
            return;
        if (outcome.IsSuccess)
            _progress = Progress.Finished;
        else
            Log.Err(outcome.Failure, "while reporting what was fetched");
        _reactor.Stop();
    }

    private Deferred? Interrupt()
    {
        if (_progress == Progress.Fetching)
            _progress = Progress.Interrupted;
        return null;
    }

    private double MillisecondsSince(double started) => Math.Round((_reactor.Seconds() - started) * 1000, 3);
}
