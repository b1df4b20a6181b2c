namespace TwistedSharp.Compat.Tests.Programs;

/// <summary>A file with some text, as long as a test runs.</summary>
internal sealed class TempFile : IDisposable
{
    internal TempFile(string text) => File.WriteAllText(Path, text);

    internal string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), System.IO.Path.GetRandomFileName());

    public void Dispose() => File.Delete(Path);
}
