using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TwistedSharp.Peer.Tests;

/// <summary>The programs that the tests speak to: where they are, and what happens where they are not.</summary>
internal static class Peer
{
    private static readonly string[] Folders = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin", "/sbin", "/bin"];

    // Below the ports that Linux hands to outgoing connections, so that a server which is started again gets its port back.
    private static int _nextPort = 20_000 + Environment.ProcessId * 61 % 10_000;

    private static bool IsRequired => Environment.GetEnvironmentVariable("TWISTEDSHARP_PEERS") == "required";

    /// <summary>The path of a program; without it the test is skipped, or fails where TWISTEDSHARP_PEERS is "required".</summary>
    internal static string Find(string program, string package) =>
        Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
            ?? throw Missing($"{program} is not installed (Debian: {package})");

    /// <summary>The path of a program of ours, where it was built: with all that it needs beside it, and nothing else.</summary>
    /// <param name="name">Its folder's name beside this project's.</param>
    internal static string Program(string name)
    {
        var here = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        var tests = here.Parent!.Parent!.Parent!.Parent!.FullName; // tests/Peer.Tests/bin/Debug/net10.0
        return Path.Combine(tests, name, "bin", here.Parent.Name, here.Name, $"TwistedSharp.{name}.dll");
    }

    /// <summary>Ends the test: skipped, or failed where peers are required.</summary>
    internal static Exception Missing(string what)
    {
        if (IsRequired)
            Assert.Fail($"{what}, and TWISTEDSHARP_PEERS says it is required.");
        else
            Assert.Ignore($"{what}; TWISTEDSHARP_PEERS=required makes this a failure.");
        return new InvalidOperationException(what);
    }

    /// <summary>A port that is free now and that no outgoing connection will take.</summary>
    internal static int FreePort()
    {
        while (true)
        {
            var port = _nextPort++;
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Somebody's: the next one.
            }
        }
    }

    /// <summary>Blocks until somebody listens on a port; false when nobody does for a minute.</summary>
    internal static bool WaitUntilListening(int port) => SpinWait.SpinUntil(() => IsListening(port), TimeSpan.FromSeconds(60));

    /// <summary>Runs a program to its end.</summary>
    internal static (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!; // Throws, or starts.
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    private static bool IsListening(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
