using System.Text;
using TwistedSharp.Fuzz.Targets;
using TwistedSharp.Web.Client.Tests.Wire;

namespace TwistedSharp.Fuzz;

/// <summary>What input is fed to: <see cref="Run"/> returns, whatever the bytes, and throws only when something is wrong.</summary>
internal sealed record FuzzTarget(string Name, Action<byte[]> Run, Func<IReadOnlyList<byte[]>> Seeds)
{
    /// <summary>How often each of them stands among the cases, so that a good part of the inputs comes from them.</summary>
    private const int ShortAnswerWeight = 15;

    /// <summary>Good answers, short and within the small limits: what is changed in them lies deep in the grammar more often than not.</summary>
    private static readonly string[] ShortAnswers =
    [
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b;c\r\nhello\r\n0;d\r\nT: u\r\n v\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x\r\na\r\n0a\r\n0123456789\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nA: b\r\n c\r\n\r\nhello",
        "HTTP/1.1 100 x\r\n\r\nHTTP/1.0 200 OK\nConnection: keep-alive\nKeep-Alive: timeout=5\n\nbody",
    ];

    internal static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("parser", ParserTarget.Run, WireSeeds),
        new("connection", ConnectionTarget.Run, WireSeeds),
        new("uri", URITarget.Run, () => Texts(URITarget.Seeds)),
        new("headers", HeadersTarget.Run, () => Texts(HeadersTarget.Seeds)),
        new("cookies", CookieTarget.Run, () => Texts(CookieTarget.Seeds)),
    ];

    internal static FuzzTarget Find(string name) => All.FirstOrDefault(target => target.Name == name)
        ?? throw new ArgumentException($"\"{name}\" is no target: {string.Join(", ", All.Select(target => target.Name))} are.");

    public override string ToString() => Name;

    // The first byte chooses the request; see Choice.
    private static byte[][] WireSeeds() =>
    [
        .. WireCase.Files().Select(WireCase.Read).Select(wire => (byte[])[(byte)(wire.Method == "HEAD" ? 1 : 0), .. wire.Bytes]),
        .. Enumerable.Repeat(ShortAnswers, ShortAnswerWeight).SelectMany(answers => answers).Select(answer => (byte[])[0, .. Encoding.Latin1.GetBytes(answer)]),
    ];

    private static byte[][] Texts(string[] texts) => [.. texts.Select(Encoding.Latin1.GetBytes)];
}
