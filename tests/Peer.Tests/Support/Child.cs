using System.Diagnostics;
using System.Text;

namespace TwistedSharp.Peer.Tests;

/// <summary>A program that runs beside the test and says line by line what it does; killed at the end, with what it started.</summary>
internal sealed class Child : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _said = new();

    internal Child(string program, params string[] arguments)
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
        _process.OutputDataReceived += (_, e) => Hear(e.Data);
        _process.ErrorDataReceived += (_, e) => Hear(e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    internal int Id => _process.Id;

    /// <summary>Its exit code, when it has ended.</summary>
    internal int ExitCode => _process.ExitCode;

    internal bool HasExited => _process.HasExited;

    /// <summary>Everything it has said so far.</summary>
    internal string Said
    {
        get
        {
            lock (_said)
                return _said.ToString();
        }
    }

    /// <summary>Blocks until it has said a line that contains the words; returns the first such line.</summary>
    internal string WaitFor(string words)
    {
        var started = Stopwatch.GetTimestamp();
        lock (_said)
        {
            while (true)
            {
                var text = _said.ToString();
                if (text.IndexOf(words, StringComparison.Ordinal) is var at and >= 0)
                    return text[(text.LastIndexOf('\n', at) + 1)..text.IndexOf('\n', at)];
                // What a program said before it ended may still be on its way here.
                var isHopeless = HasExited || Stopwatch.GetElapsedTime(started) > Patience;
                if (!Monitor.Wait(_said, TimeSpan.FromSeconds(1)) && isHopeless)
                    throw new InvalidOperationException($"It never said \"{words}\"; it said: {text}");
            }
        }
    }

    /// <summary>Forgets what it has said, so that <see cref="WaitFor"/> waits for something new.</summary>
    internal void Forget()
    {
        lock (_said)
            _said.Clear();
    }

    internal void CloseInput() => _process.StandardInput.Close();

    /// <summary>Waits for its end this long; false when it still runs.</summary>
    internal bool WaitForExit(TimeSpan? limit = null) => _process.WaitForExit(limit ?? Patience);

    /// <summary>SIGKILL for it and all it started.</summary>
    internal void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
            return;
        lock (_said)
        {
            _said.Append(line).Append('\n');
            Monitor.PulseAll(_said);
        }
    }
}
