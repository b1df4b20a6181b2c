using System.Text;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Fuzz.Targets;

/// <summary>Whatever a caller's method, names and values hold, what goes out is one head with one framing.</summary>
/// <remarks>The input is a method, then names and values, all ended by a byte 0xFF.</remarks>
internal static class HeadersTarget
{
    private static readonly URI Home = URI.Parse("http://a/");

    internal static string[] Seeds { get; } =
    [
        "GET\u00ffA\u00ffb\u00ff", "POST\u00ffContent-Length\u00ff5\u00fftransfer-encoding\u00ffchunked\u00ff", "GET\u00ffHost\u00ffb.example\u00ff",
        "GET\u00ffHost\u00ffa\u00ffhost\u00ffb\u00ff", "GET\u00ffConnection\u00ffclose, keep-alive\u00ffUser-Agent\u00ffx\u00ff", "G\r\nET\u00ff",
        "GET\u00ffA\u00ffb\r\nC: d\r\n\r\nGET / HTTP/1.1\u00ff", "GET\u00ffA:\u00ffb\u00ffX Y\u00ffz\u00ffN\u00ff\0\u00ff", "GET\u00ffTE\u00fftrailers\u00ffExpect\u00ff100-continue\u00ff",
    ];

    internal static void Run(byte[] input)
    {
        string[] words = Encoding.Latin1.GetString(input).Split('\u00ff');
        var headers = new Headers();
        for (int i = 1; i + 1 < words.Length; i += 2)
        {
            try
            {
                headers.AddRawHeader(words[i], words[i + 1]);
            }
            catch (Exception e) when (e is InvalidHeaderNameException or InvalidHeaderValueException)
            {
            }
        }
        Request request;
        try
        {
            request = new Request(words[0], Home, headers);
        }
        catch (Exception e) when (e is InvalidMethodException or InvalidHeaderValueException or InvalidHeaderNameException || e.GetType() == typeof(ArgumentException))
        {
            return;
        }
        Check(request);
    }

    private static void Check(Request request)
    {
        var transport = new StringTransport();
        var protocol = new HTTP11ClientProtocol();
        protocol.MakeConnection(transport);
        Exception? error = null;
        protocol.Request(request).AddErrback(failure =>
        {
            error = failure.Value;
            return null!; // Nobody takes it.
        });
        BrokenPromiseException.Unless(error is null, $"What a request took can be sent: {error}");

        string sent = transport.ValueString();
        string[] lines = sent.Split("\r\n");
        BrokenPromiseException.Unless(lines.Length > 3 && lines[^1].Length == 0 && lines[^2].Length == 0, "A head ends with a blank line.");
        BrokenPromiseException.Unless(lines[..^2].All(line => line.Length > 0 && line.IndexOfAny(['\r', '\n', '\0']) < 0), "And has no other.");
        BrokenPromiseException.Unless(lines[0] == $"{request.Method} / HTTP/1.1", "It begins with the request.");
        BrokenPromiseException.Unless(Count(lines, "host:") == 1, "There is one Host.");
        BrokenPromiseException.Unless(Count(lines, "content-length:") + Count(lines, "transfer-encoding:") <= 1, "There is one framing at most.");
        protocol.Abort();
        protocol.ConnectionLost(new Failure(new IOException("over")));
    }

    private static int Count(string[] lines, string name) => lines.Count(line => line.StartsWith(name, StringComparison.OrdinalIgnoreCase));
}
