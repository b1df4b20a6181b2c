namespace TwistedSharp.Tests.Transports;

/// <summary>A folder of its own for the sockets of one fixture, and short paths in it: sun_path takes 107 bytes.</summary>
internal sealed class UnixPaths : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ts-").FullName;
    private int _count;

    internal string Next() => Path.Combine(_folder, $"s{_count++}");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
