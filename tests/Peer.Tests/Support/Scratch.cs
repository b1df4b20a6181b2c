namespace TwistedSharp.Peer.Tests;

/// <summary>A folder for one test's configuration, pages and logs.</summary>
internal sealed class Scratch : IDisposable
{
    internal string Folder { get; } = Directory.CreateTempSubdirectory("twistedsharp-peers-").FullName;

    internal string PathOf(string name) => Path.Combine(Folder, name);

    internal string Write(string name, string text)
    {
        var path = PathOf(name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Lets everybody look into it: some servers serve as somebody else than who starts them.</summary>
    internal void OpenToAll()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Folder, (UnixFileMode)0b111_101_101);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
