using System.Globalization;

namespace TwistedSharp.Peer.Tests;

/// <summary>The other end of a connection, on the real Twisted: peer.py in one of its roles. It says what happens to it.</summary>
internal sealed class TwistedPeer : IDisposable
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Support", "peer.py");

    // Looked for once: starting Python takes longer than most of these tests.
    private static readonly Lazy<bool> HasTwisted = new(() => Peer.Run(FindPython(), "-c", "import twisted.internet.ssl").ExitCode == 0);

    private readonly Child _process;

    /// <summary>Starts one; a server listens when this returns.</summary>
    /// <param name="role">A class in peer.py.</param>
    /// <param name="port">What a client connects to; 0 for a server.</param>
    /// <param name="options">KEY=VALUE for the role.</param>
    internal TwistedPeer(string role, int port, params string[] options)
    {
        var python = FindPython();
        if (!HasTwisted.Value)
            throw Peer.Missing($"{python} has no Twisted with TLS (Debian: python3-twisted, python3-openssl)");
        _process = new Child(python, ["-u", "-W", "ignore", Script, role, $"{port}", .. options]);
        try
        {
            Port = port > 0 ? port : int.Parse(_process.WaitFor("listening ").Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where a server listens, or a client connects to.</summary>
    internal int Port { get; }

    /// <summary>Everything it has said so far.</summary>
    internal string Said => _process.Said;

    /// <summary>Blocks until it has said a line that contains the words; gives what follows them.</summary>
    internal string WaitFor(string words)
    {
        var line = _process.WaitFor(words);
        return line[(line.IndexOf(words, StringComparison.Ordinal) + words.Length)..].Trim();
    }

    public void Dispose() => _process.Dispose();

    private static string FindPython() => Peer.Find("python3", "python3-twisted");
}
