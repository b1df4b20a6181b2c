using System.Diagnostics;
using HdrHistogram;

namespace TwistedSharp.Benchmarks.LoadTest;

/// <summary>.NET's client, set up at its best: no proxy, cookies, decoding, tracing or timeouts that ours would not have either.</summary>
internal sealed class HttpClientLoad : ILoad
{
    private readonly LoadOptions _options;
    private readonly string _client;
    private readonly HttpClient _http;
    private readonly LongHistogram[] _latencies;
    private readonly Meter _meter = new();
    private int _left;
    private int _failed;
    private string? _firstError;

    internal HttpClientLoad(LoadOptions options, string client)
    {
        _options = options;
        _client = client;
        _http = new HttpClient(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = options.Connections,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            // RequestString follows redirects, Request does not.
            AllowAutoRedirect = client == "httpclient",
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (!options.Persist)
            _http.DefaultRequestHeaders.ConnectionClose = true;
        _latencies = new LongHistogram[options.Connections];
        for (var i = 0; i < _latencies.Length; i++)
            _latencies[i] = Meter.NewHistogram();
    }

    public string? FirstError => _firstError;

    public Measurement Run()
    {
        RunAsync().GetAwaiter().GetResult();
        return _meter.Read(_options, _client, _failed, _latencies);
    }

    private async Task RunAsync()
    {
        await RunPhase(_options.WarmUp);
        _failed = 0;
        foreach (var latencies in _latencies)
            latencies.Reset();
        _meter.Start();
        await RunPhase(_options.Requests);
        _meter.Stop();
    }

    private Task RunPhase(int requests)
    {
        _left = requests;
        return Task.WhenAll(_latencies.Select(latencies => _client == "httpclient" ? GetStrings(latencies) : GetBytes(latencies)));
    }

    private async Task GetStrings(LongHistogram latencies)
    {
        while (Interlocked.Decrement(ref _left) >= 0)
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                _ = await _http.GetStringAsync(_options.Url);
                Meter.Record(latencies, started);
            }
            catch (Exception e)
            {
                RequestFailed(e);
            }
        }
    }

    private async Task GetBytes(LongHistogram latencies)
    {
        while (Interlocked.Decrement(ref _left) >= 0)
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, _options.Url);
                using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                response.EnsureSuccessStatusCode();
                _ = await response.Content.ReadAsByteArrayAsync();
                Meter.Record(latencies, started);
            }
            catch (Exception e)
            {
                RequestFailed(e);
            }
        }
    }

    private void RequestFailed(Exception error)
    {
        Interlocked.Increment(ref _failed);
        Interlocked.CompareExchange(ref _firstError, $"{error.GetType().Name}: {error.Message}", null);
    }
}
