using System.Text;
using TwistedSharp.Fuzz.Targets;
using TwistedSharp.Web.Client.Tests.Wire;

namespace TwistedSharp.Fuzz;

/// <summary>What input is fed to: <see cref="Run"/> returns, whatever the bytes, and throws only when something is wrong.</summary>
internal sealed record FuzzTarget(string Name, Action<byte[]> Run, Func<IReadOnlyList<byte[]>> Seeds)
{
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
    private static byte[][] WireSeeds() => [.. WireCase.Files().Select(WireCase.Read).Select(wire => (byte[])[(byte)(wire.Method == "HEAD" ? 1 : 0), .. wire.Bytes])];

    private static byte[][] Texts(string[] texts) => [.. texts.Select(Encoding.Latin1.GetBytes)];
}
