using System.Buffers;
using System.Text;
using TwistedSharp.Internet;

namespace TwistedSharp.Samples.Fetch;

/// <summary>One connection of a small HTTP/1.1 server: GET and HEAD, kept connections, pipelined requests, chunked bodies.</summary>
/// <remarks>Bytes come in any portions, so they are collected until a whole request head is there. A request that this server cannot read to its
/// end, or understand, is answered with Connection: close, since the next one's beginning is unknown then.</remarks>
internal sealed class HttpServerProtocol(IReadOnlyDictionary<string, ServedPage> pages) : Protocol
{
    /// <summary>Bytes; more than any sane request head has, little enough for one connection to hold.</summary>
    private const int MaxHeadLength = 16 * 1024;

    private const int ChunkLength = 1000;

    private readonly ArrayBufferWriter<byte> _input = new();

    public override void DataReceived(ReadOnlySpan<byte> data)
    {
        _input.Write(data);
        var rest = _input.WrittenSpan;
        while (!Transport.Disconnecting && rest.IndexOf("\r\n\r\n"u8) is var end and >= 0)
        {
            Answer(Encoding.Latin1.GetString(rest[..end]));
            rest = rest[(end + 4)..];
        }
        if (rest.Length > MaxHeadLength && !Transport.Disconnecting)
            Refuse("431 Request Header Fields Too Large");
        Keep(rest);
    }

    private void Answer(string head)
    {
        var lines = head.Split("\r\n");
        var fields = ReadFields(lines);
        if (lines[0].Split(' ') is not [var method, var target, var version] || version is not ("HTTP/1.0" or "HTTP/1.1") || fields is null)
            Refuse("400 Bad Request");
        else if (fields.ContainsKey("Transfer-Encoding") || fields.GetValueOrDefault("Content-Length", "0") != "0")
            Refuse("413 Content Too Large"); // It takes no bodies.
        else if (version == "HTTP/1.1" && !fields.ContainsKey("Host"))
            Refuse("400 Bad Request"); // RFC 9112 section 3.2
        else if (method is not ("GET" or "HEAD"))
            Refuse("405 Method Not Allowed", "Allow: GET, HEAD\r\n");
        else
            Serve(target, method == "GET", WantsToKeep(version, fields.GetValueOrDefault("Connection", "")), takesChunks: version == "HTTP/1.1");
    }

    private static Dictionary<string, string>? ReadFields(string[] lines)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(':');
            if (colon < 1)
                return null;
            var name = line[..colon];
            var value = line[(colon + 1)..].Trim();
            fields[name] = fields.TryGetValue(name, out var earlier) ? $"{earlier}, {value}" : value;
        }
        return fields;
    }

    private static bool WantsToKeep(string version, string connection)
    {
        var wishes = connection.Split(',', StringSplitOptions.TrimEntries);
        return version == "HTTP/1.1"
            ? !wishes.Contains("close", StringComparer.OrdinalIgnoreCase)
            : wishes.Contains("keep-alive", StringComparer.OrdinalIgnoreCase);
    }

    private void Serve(string target, bool withBody, bool keep, bool takesChunks)
    {
        var status = pages.TryGetValue(target, out var page) ? "200 OK" : "404 Not Found";
        page ??= new ServedPage(Encoding.ASCII.GetBytes("There is no such page.\n"), IsChunked: false);
        var isChunked = page.IsChunked && takesChunks;
        var framing = isChunked ? "Transfer-Encoding: chunked" : $"Content-Length: {page.Body.Length}";
        var connection = keep ? "keep-alive" : "close";
        Write($"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\n{framing}\r\nConnection: {connection}\r\n\r\n");
        if (withBody && isChunked)
            WriteChunks(page.Body);
        else if (withBody)
            Transport.Write(page.Body);
        if (!keep)
            Transport.LoseConnection();
    }

    private void WriteChunks(ReadOnlySpan<byte> body)
    {
        for (; body.Length > 0; body = body[Math.Min(ChunkLength, body.Length)..])
        {
            var chunk = body[..Math.Min(ChunkLength, body.Length)];
            Write($"{chunk.Length:x}\r\n");
            Transport.Write(chunk);
            Write("\r\n");
        }
        Write("0\r\n\r\n");
    }

    private void Refuse(string status, string fields = "")
    {
        Write($"HTTP/1.1 {status}\r\n{fields}Content-Length: 0\r\nConnection: close\r\n\r\n");
        Transport.LoseConnection();
    }

    private void Write(string text) => Transport.Write(Encoding.ASCII.GetBytes(text));

    /// <summary>Keeps what is the beginning of the next request.</summary>
    private void Keep(ReadOnlySpan<byte> rest)
    {
        if (rest.Length == _input.WrittenCount)
            return;
        var kept = rest.ToArray();
        _input.ResetWrittenCount();
        _input.Write(kept);
    }
}
