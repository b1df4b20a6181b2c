using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;

namespace TwistedSharp.Compat.Tests.Examples;

/// <summary>One of the examples as a program of its own: the Python on the real Twisted, or our C#.</summary>
internal sealed class Script : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Folder = Path.Combine(Root(), "compat", "examples");

    /// <summary>The folder of all that is compat.</summary>
    internal static string Compat => Path.Combine(Root(), "compat");

    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly StringBuilder _complained = new();

    private Script(string program, params string[] arguments)
    {
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        _process.OutputDataReceived += (_, e) => Hear(_said, e.Data);
        _process.ErrorDataReceived += (_, e) => Hear(_complained, e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts an example, such as "echo/server".</summary>
    internal static Script Start(Language language, string example, params string[] arguments) => language == Language.Python
        ? PythonOf("examples", example, arguments)
        : CSharpOf("TwistedSharp.Compat.Examples", example, arguments);

    /// <summary>Starts a program that was written in Python and ported: "monitor/original" is the Python, every other form ours.</summary>
    internal static Script StartProgram(string program, params string[] arguments) =>
        program.EndsWith("/ported", StringComparison.Ordinal) || program.EndsWith("/idiomatic", StringComparison.Ordinal)
            ? CSharpOf("TwistedSharp.Compat.Programs", program, arguments)
            : PythonOf("programs", program, arguments);

    /// <summary>Runs the tests of an example under Twisted's trial.</summary>
    internal static Script Trial(string tests) => new(
        Python(),
        [
            "-m", "twisted.trial", "--reporter=verbose",
            $"--temp-directory={Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())}", Path.Combine(Folder, tests),
        ]);

    /// <summary>Types at its keyboard.</summary>
    internal void Type(string text)
    {
        _process.StandardInput.Write(text);
        _process.StandardInput.Flush();
    }

    /// <summary>Waits for its "listening PORT" and returns the port.</summary>
    internal string WaitForPort()
    {
        WaitFor("listening ");
        return Said().Split('\n').Single(line => line.StartsWith("listening ", StringComparison.Ordinal)).Split(' ')[1];
    }

    /// <summary>Waits until it has said something, or has ended without.</summary>
    internal void WaitFor(string text) =>
        SpinWait.SpinUntil(() => Said().Contains(text, StringComparison.Ordinal) || _process.HasExited, Patience)
            .Should().BeTrue("it says {0}; it said {1}", text, Said());

    /// <summary>Waits for its end and returns all that it has said; what it logged goes elsewhere.</summary>
    internal string Finish()
    {
        _process.WaitForExit(Patience).Should().BeTrue("it ends: {0}", Said());
        _process.WaitForExit(); // Until its output has been read, too.
        _process.ExitCode.Should().Be(0, "it said {0}, and {1}", Said(), _complained);
        return Said();
    }

    /// <summary>Waits for its end, which is no good one, and returns what it complained of.</summary>
    internal string Complaint()
    {
        _process.WaitForExit(Patience).Should().BeTrue("it ends: {0}", Said());
        _process.WaitForExit(); // Until its output has been read, too.
        _process.ExitCode.Should().NotBe(0);
        lock (_complained)
            return _complained.ToString();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
        _process.Dispose();
    }

    private static Script PythonOf(string folder, string name, string[] arguments) =>
        new(Python(), ["-W", "ignore", "-u", Path.Combine(Compat, folder, $"{name}.py"), .. arguments]);

    private static Script CSharpOf(string assembly, string name, string[] arguments) => new(
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
        [Path.Combine(TestContext.CurrentContext.TestDirectory, $"{assembly}.dll"), name, .. arguments]);

    internal static string Python()
    {
        const string Program = "/usr/bin/python3";
        if (HasTwisted.Value)
            return Program;
        if (Environment.GetEnvironmentVariable("TWISTEDSHARP_PEERS") == "required")
            Assert.Fail($"{Program} has no Twisted, and TWISTEDSHARP_PEERS says it is required (Debian: python3-twisted).");
        Assert.Ignore($"{Program} has no Twisted; TWISTEDSHARP_PEERS=required makes this a failure (Debian: python3-twisted).");
        return Program;
    }

    private static readonly Lazy<bool> HasTwisted = new(() =>
    {
        if (!File.Exists("/usr/bin/python3"))
            return false;
        var start = new ProcessStartInfo("/usr/bin/python3", ["-c", "import twisted.web"]) { RedirectStandardError = true };
        using var process = Process.Start(start)!; // Throws, or starts.
        process.WaitForExit();
        return process.ExitCode == 0;
    });

    private static void Hear(StringBuilder text, string? line)
    {
        lock (text)
            text.Append(line).Append(line is null ? "" : "\n");
    }

    internal string Said()
    {
        lock (_said)
            return _said.ToString();
    }

    private static string Root([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
