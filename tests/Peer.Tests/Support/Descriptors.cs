namespace TwistedSharp.Peer.Tests;

/// <summary>What this process has open, by the system's count.</summary>
internal static class Descriptors
{
    private const string Folder = "/proc/self/fd";

    /// <summary>Ends a test that counts descriptors where nobody counts them.</summary>
    internal static void Require()
    {
        if (!Directory.Exists(Folder))
            Assert.Inconclusive("There is no /proc here to count descriptors in.");
    }

    internal static int Count() => Directory.GetFiles(Folder).Length;

    /// <summary>How many of them are sockets; assemblies that are loaded meanwhile are files.</summary>
    internal static int Sockets() => Directory.GetFiles(Folder).Count(link => TargetOf(link)?.Contains("socket:", StringComparison.Ordinal) == true);

    /// <summary>How many of them are of a file.</summary>
    internal static int CountOf(string path) => Directory.GetFiles(Folder).Count(link => TargetOf(link) == path);

    private static string? TargetOf(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName;
        }
        catch (IOException)
        {
            // Closed since it was listed.
            return null;
        }
    }
}
