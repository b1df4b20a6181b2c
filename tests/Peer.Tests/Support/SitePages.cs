namespace TwistedSharp.Peer.Tests;

/// <summary>The pages that the real servers serve: the same for all, of different sizes, each unlike the others.</summary>
internal static class SitePages
{
    // The last one is larger than a socket's buffer and than one read of the reactor.
    private static readonly int[] Sizes = [0, 1, 100, 1024, 4096, 10_000, 65_536, 300_000];

    private static readonly string[] Bodies = [.. Sizes.Select((size, i) => new string((char)('a' + i), size))];

    internal static int Count => Sizes.Length;

    internal static string Name(int i) => $"page{i % Count}.txt";

    internal static string Body(int i) => Bodies[i % Count];

    internal static string WriteTo(Scratch scratch)
    {
        var folder = scratch.PathOf("site");
        Directory.CreateDirectory(folder);
        for (var i = 0; i < Count; i++)
            File.WriteAllText(Path.Combine(folder, Name(i)), Body(i));
        return folder;
    }
}
