using System.Diagnostics;
using System.Globalization;

namespace TwistedSharp.Benchmarks.LoadTest.Echo;

/// <summary>One of the servers, in a process of its own.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly string _name;
    private readonly Process _process;

    internal ServerProcess(string name, string? poller)
    {
        _name = name;
        // Its standard error is ours: what goes wrong is said there.
        var start = name == "twisted" ? TwistedEchoServer.StartInfo : OurProgram(name, poller);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        _process = Process.Start(start)!; // Without the shell a process always starts, or this throws.
        Port = int.Parse(Hear("listening ")["listening ".Length..], CultureInfo.InvariantCulture);
    }

    internal int Port { get; }

    internal TimeSpan CpuTime => ProcessFacts.CpuTime(_process.Id);

    internal int OpenDescriptors => ProcessFacts.OpenDescriptors(_process.Id);

    /// <summary>Bytes resident once its garbage is collected.</summary>
    internal long CollectedBytes()
    {
        _process.StandardInput.WriteLine("collect");
        _process.StandardInput.Flush();
        Hear("collected");
        return ProcessFacts.ResidentBytes(_process.Id);
    }

    internal string? FindDescriptorProblem(int needed) => ProcessFacts.FindDescriptorProblem(_process.Id, $"server '{_name}'", needed);

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            _process.Kill();
        _process.Dispose();
    }

    private static ProcessStartInfo OurProgram(string name, string? poller)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!); // A running program has a path.
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(ServerProcess).Assembly.Location);
        start.ArgumentList.Add("--serve");
        start.ArgumentList.Add(name);
        if (poller is not null)
        {
            start.ArgumentList.Add("--poller");
            start.ArgumentList.Add(poller);
        }
        return start;
    }

    private string Hear(string words) => _process.StandardOutput.ReadLine() is { } line && line.StartsWith(words, StringComparison.Ordinal)
        ? line
        : throw new InvalidOperationException($"The server '{_name}' ended before it said \"{words.TrimEnd()}\".");
}
