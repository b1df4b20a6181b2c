using System.Diagnostics;
using TwistedSharp.Internet.Native;

namespace TwistedSharp.Internet;

/// <content>Child processes.</content>
public abstract partial class PollReactor
{
    /// <inheritdoc/>
    public IProcessTransport SpawnProcess(
        IProcessProtocol protocol, string executable, IEnumerable<string>? arguments = null,
        IReadOnlyDictionary<string, string>? environment = null, string? workingDirectory = null, ProcessPipes pipes = ProcessPipes.All)
    {
        RequireThread();
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentException.ThrowIfNullOrEmpty(executable);
        if (_life == Life.Ended)
            throw new InvalidOperationException($"{this} has ended and waits for no process any more.");
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("No reactor here can wait for a Windows pipe; use System.Diagnostics.Process and FromTask.");
        var start = new ProcessStartInfo(executable, arguments ?? [])
        {
            UseShellExecute = false,
            WorkingDirectory = workingDirectory ?? "",
            RedirectStandardInput = pipes.HasFlag(ProcessPipes.StandardInput),
            RedirectStandardOutput = pipes.HasFlag(ProcessPipes.StandardOutput),
            RedirectStandardError = pipes.HasFlag(ProcessPipes.StandardError),
        };
        if (environment is not null)
        {
            start.Environment.Clear();
            foreach (var (name, value) in environment)
                start.Environment[name] = value;
        }
        return ChildProcess.Start(this, CallFromThread, Signals.Send, protocol, start);
    }
}
