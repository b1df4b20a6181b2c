using System.Buffers;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Samples.Fetch;

/// <summary>Where bodies are saved: one file for each, named after its URL.</summary>
/// <remarks>A URL is somebody else's text. Only letters, digits and a few marks of it reach the file system, so that no name can lead out of
/// the folder; and two URLs never share a file, however alike they look then.</remarks>
internal sealed class OutputFolder
{
    /// <summary>File systems take 255 bytes; the rest is for the number of a name that is taken.</summary>
    private const int MaxNameLength = 200;

    private static readonly SearchValues<char> Safe =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    // Some file systems do not tell upper from lower case.
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _path;

    private OutputFolder(string path) => _path = path;

    internal static OutputFolder Open(string path)
    {
        try
        {
            return new OutputFolder(Directory.CreateDirectory(path).FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"--output: {e.Message}");
        }
    }

    /// <summary>Makes the file for a URL's body, in place of one that an earlier run may have left.</summary>
    internal SavedFile Create(string url) => new(Path.Combine(_path, TakeName(URI.Parse(url))));

    /// <summary>A name that no other URL of this run has.</summary>
    internal string TakeName(URI uri)
    {
        var name = SafeName(uri);
        var stem = Path.GetFileNameWithoutExtension(name);
        var extension = Path.GetExtension(name);
        for (var i = 2; !_taken.Add(name); i++)
            name = $"{stem}-{i}{extension}";
        return name;
    }

    private static string SafeName(URI uri)
    {
        // The host comes first and is never empty or a dot, so neither is the name. Windows drops dots at the end.
        var text = uri.NetLoc + (uri.OriginForm == "/" ? "/index" : uri.OriginForm);
        var name = string.Create(Math.Min(text.Length, MaxNameLength), text, static (safe, from) =>
        {
            for (var i = 0; i < safe.Length; i++)
                safe[i] = Safe.Contains(from[i]) ? from[i] : '_';
        });
        return name.TrimEnd('.');
    }
}

/// <summary>A file that is deleted again unless it is kept: half a body is no page.</summary>
internal sealed class SavedFile(string path) : IDisposable
{
    private readonly FileStream _content = File.Create(path);
    private bool _isKept;

    internal Stream Content => _content;

    internal void Keep()
    {
        _content.Flush();
        _isKept = true;
    }

    public void Dispose()
    {
        _content.Dispose();
        if (!_isKept)
            File.Delete(path);
    }
}
