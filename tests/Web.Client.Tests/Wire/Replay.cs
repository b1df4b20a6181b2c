using System.Text;

namespace TwistedSharp.Web.Client.Tests.Wire;

/// <summary>
/// Replays received bytes through a parser whole, byte by byte, and cut in two at every place, and demands one and the same transcript.
/// Texts are Latin-1. Adjacent data events are joined, since where they are cut is not part of the outcome.
/// </summary>
internal static class Replay
{
    /// <summary>The transcript while the connection stays open.</summary>
    internal static string Open(string text, string method = "GET", WireLimits? limits = null) =>
        AllWays(text, method, limits, close: false);

    /// <summary>The transcript when the peer closes after the text.</summary>
    internal static string Closed(string text, string method = "GET", WireLimits? limits = null) =>
        AllWays(text, method, limits, close: true);

    /// <summary>The error the text ends in, the same all ways.</summary>
    internal static T Fails<T>(string text, string method = "GET", WireLimits? limits = null)
        where T : Exception
    {
        AllWays(text, method, limits, close: false).Should().Contain($"throws {typeof(T).Name}: ");
        return Fail<T>(text, method, limits);
    }

    internal static string Once(IEnumerable<byte[]> pieces, string method, WireLimits? limits, bool close)
    {
        var parser = new ResponseParser(limits ?? WireLimits.Default);
        parser.Start(method);
        var log = new StringBuilder();
        var rest = new StringBuilder();
        bool inData = false;
        bool ended = false;
        try
        {
            foreach (byte[] piece in pieces)
            {
                ReadOnlySpan<byte> input = piece;
                while (!ended)
                {
                    ResponseEvent e = parser.Next(ref input, out ReadOnlySpan<byte> data);
                    if (e == ResponseEvent.NeedData)
                    {
                        input.Length.Should().Be(0);
                        break;
                    }
                    if (e != ResponseEvent.Data)
                    {
                        log.Append(inData ? "\n" : "").Append(Describe(e, parser)).Append('\n');
                        inData = false;
                        ended = e == ResponseEvent.End;
                        continue;
                    }
                    data.Length.Should().BePositive();
                    log.Append(inData ? "" : "data ").Append(Encoding.Latin1.GetString(data));
                    inData = true;
                }
                rest.Append(Encoding.Latin1.GetString(input));
            }
            if (close && !ended)
                log.Append(inData ? "\n" : "").Append("close ").Append(parser.InputEnded()).Append('\n');
            else if (inData)
                log.Append('\n');
        }
        catch (Exception e) when (e is ParseException or DataLossException)
        {
            log.Append(inData ? "\n" : "").Append($"throws {e.GetType().Name}: {e.Message}\n");
            SecondFailure(parser).Should().BeSameAs(e);
        }
        if (rest.Length > 0)
            log.Append("rest ").Append(rest).Append('\n');
        return log.ToString();
    }

    private static T Fail<T>(string text, string method, WireLimits? limits)
        where T : Exception
    {
        var parser = new ResponseParser(limits ?? WireLimits.Default);
        parser.Start(method);
        return ((Action)Run).Should().ThrowExactly<T>().Which;

        void Run()
        {
            ReadOnlySpan<byte> input = Encoding.Latin1.GetBytes(text);
            while (parser.Next(ref input, out _) is not (ResponseEvent.NeedData or ResponseEvent.End))
            {
            }
        }
    }

    private static string AllWays(string text, string method, WireLimits? limits, bool close)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        string whole = Once([bytes], method, limits, close);
        Once(bytes.Select(b => new[] { b }), method, limits, close).Should().Be(whole, "byte by byte must equal whole");
        for (int i = 1; i < bytes.Length; i++)
            Once([bytes[..i], bytes[i..]], method, limits, close).Should().Be(whole, "a cut at {0} must equal whole", i);
        return whole;
    }

    private static Exception? SecondFailure(ResponseParser parser)
    {
        try
        {
            ReadOnlySpan<byte> input = "HTTP/1.1 200 OK\r\n\r\n"u8;
            parser.Next(ref input, out _);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static string Describe(ResponseEvent e, ResponseParser parser)
    {
        switch (e)
        {
            case ResponseEvent.Informational:
                return $"info {Line(parser.Head)}";
            case ResponseEvent.Head:
                string length = parser.ContentLength is { } n ? $" {n}" : "";
                return $"head {Line(parser.Head)} [{parser.Framing}{length}{(parser.CanKeepAlive ? ", keep" : ", close")}]";
            default:
                return parser.Trailers is { } trailers ? $"end {trailers}" : "end";
        }
    }

    private static string Line(ResponseHead head)
    {
        var text = new StringBuilder($"1.{head.MinorVersion} {head.Status} '{head.ReasonPhrase}'");
        for (int i = 0; i < head.Count; i++)
            text.Append($" {Encoding.Latin1.GetString(head.Name(i))}={Encoding.Latin1.GetString(head.Value(i))};");
        return text.ToString();
    }
}
