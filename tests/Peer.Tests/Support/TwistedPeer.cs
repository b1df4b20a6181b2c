using System.Globalization;

namespace TwistedSharp.Peer.Tests;

/// <summary>The other end of a connection, on the real Twisted: peer.py in one of its roles. It says what happens to it.</summary>
internal sealed class TwistedPeer : IDisposable
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Support", "peer.py");

    // Looked for once: starting Python takes longer than most of these tests.
    private static readonly Lazy<bool> HasTwisted = new(() => Peer.Run(FindPython(), "-c", "import twisted.internet.ssl").ExitCode == 0);

    private readonly Child _process;

    private TwistedPeer(string role, string verb, string description, string[] options)
    {
        var python = FindPython();
        if (!HasTwisted.Value)
            throw Peer.Missing($"{python} has no Twisted with TLS (Debian: python3-twisted, python3-openssl)");
        _process = new Child(python, ["-u", "-W", "ignore", Script, role, verb, description, .. options]);
    }

    /// <summary>Where a server listens; 0 when that is a path.</summary>
    internal int Port { get; private set; }

    /// <summary>Everything it has said so far.</summary>
    internal string Said => _process.Said;

    /// <summary>Starts a server, which listens when this returns.</summary>
    /// <param name="role">A class in peer.py.</param>
    /// <param name="description">Where it listens, as an endpoint's description or "udp:0".</param>
    /// <param name="options">KEY=VALUE for the role.</param>
    internal static TwistedPeer Serve(string role, string description, params string[] options)
    {
        var peer = new TwistedPeer(role, "serve", description, options);
        try
        {
            peer.Port = int.Parse(peer.WaitFor("listening "), CultureInfo.InvariantCulture);
            return peer;
        }
        catch
        {
            peer.Dispose();
            throw;
        }
    }

    /// <summary>Starts a client.</summary>
    /// <param name="role">A class in peer.py.</param>
    /// <param name="description">What it connects to, as an endpoint's description or "udp:PORT".</param>
    /// <param name="options">KEY=VALUE for the role.</param>
    internal static TwistedPeer Connect(string role, string description, params string[] options) =>
        new(role, "connect", description, options);

    /// <summary>Starts a client that connects again whenever it fails or loses its connection.</summary>
    /// <param name="role">A class in peer.py.</param>
    /// <param name="port">Where it connects to.</param>
    internal static TwistedPeer Reconnect(string role, int port) => new(role, "reconnect", $"tcp:127.0.0.1:{port}", []);

    /// <summary>Blocks until it has said a line that contains the words; gives what follows them.</summary>
    internal string WaitFor(string words)
    {
        var line = _process.WaitFor(words);
        return line[(line.IndexOf(words, StringComparison.Ordinal) + words.Length)..].Trim();
    }

    public void Dispose() => _process.Dispose();

    private static string FindPython() => Peer.Find("python3", "python3-twisted");
}
