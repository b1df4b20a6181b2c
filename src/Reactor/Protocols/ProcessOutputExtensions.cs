using System.Buffers;
using System.Text;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>A child process as a question with an answer (twisted.internet.utils).</summary>
/// <remarks>Cancelling kills the process. What it may say has no limit: ask only programs that end.</remarks>
public static class ProcessOutputExtensions
{
    /// <summary>Runs a program and gives what it wrote to its standard output (getProcessOutput).</summary>
    /// <param name="reactor">Starts the process.</param>
    /// <param name="executable">A path, or a name to be found on the PATH.</param>
    /// <param name="arguments">What comes after the program's name.</param>
    /// <param name="environment">Its environment, all of it; ours when null.</param>
    /// <param name="workingDirectory">Where it starts; where we are when null.</param>
    /// <param name="errorToo">Standard error belongs to the answer, in the order in which the pieces came.</param>
    /// <returns>The bytes, whatever its exit code; fails with <see cref="ProcessOutputException"/> once it has ended when it wrote to its
    /// standard error and <paramref name="errorToo"/> is false, and with <see cref="SpawnException"/> when it could not be started.</returns>
    public static Deferred<byte[]> GetProcessOutput(
        this IReactorProcess reactor, string executable, IEnumerable<string>? arguments = null,
        IReadOnlyDictionary<string, string>? environment = null, string? workingDirectory = null, bool errorToo = false) =>
        Run(reactor, new Listener(errorToo), executable, arguments, environment, workingDirectory).AddCallback(static said =>
            said.Error.Length == 0
                ? said.Output
                : throw new ProcessOutputException(
                    $"The process wrote to its standard error: \"{Shown(said.Error)}\".", said.Output, said.Error));

    /// <summary>Runs a program and gives its exit code (getProcessValue).</summary>
    /// <param name="reactor">Starts the process.</param>
    /// <param name="executable">A path, or a name to be found on the PATH.</param>
    /// <param name="arguments">What comes after the program's name.</param>
    /// <param name="environment">Its environment, all of it; ours when null.</param>
    /// <param name="workingDirectory">Where it starts; where we are when null.</param>
    /// <returns>The code, 128 and the signal's number when a signal ended it; fails with <see cref="SpawnException"/> when it could not
    /// be started.</returns>
    public static Deferred<int> GetProcessValue(
        this IReactorProcess reactor, string executable, IEnumerable<string>? arguments = null,
        IReadOnlyDictionary<string, string>? environment = null, string? workingDirectory = null) =>
        Run(reactor, new Listener(errorToo: false), executable, arguments, environment, workingDirectory)
            .AddCallback(static said => said.ExitCode);

    /// <summary>Runs a program and gives all that it said and its exit code (getProcessOutputAndValue).</summary>
    /// <param name="reactor">Starts the process.</param>
    /// <param name="executable">A path, or a name to be found on the PATH.</param>
    /// <param name="arguments">What comes after the program's name.</param>
    /// <param name="environment">Its environment, all of it; ours when null.</param>
    /// <param name="workingDirectory">Where it starts; where we are when null.</param>
    /// <param name="standardInput">What it reads, and then its input's end; null leaves its input open.</param>
    /// <returns>What it said, whatever ended it; fails with <see cref="SpawnException"/> when it could not be started.</returns>
    public static Deferred<ProcessOutput> GetProcessOutputAndValue(
        this IReactorProcess reactor, string executable, IEnumerable<string>? arguments = null,
        IReadOnlyDictionary<string, string>? environment = null, string? workingDirectory = null,
        ReadOnlyMemory<byte>? standardInput = null) =>
        Run(reactor, new Listener(errorToo: false, standardInput), executable, arguments, environment, workingDirectory);

    private static Deferred<ProcessOutput> Run(
        IReactorProcess reactor, Listener listener, string executable, IEnumerable<string>? arguments,
        IReadOnlyDictionary<string, string>? environment, string? workingDirectory)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentException.ThrowIfNullOrEmpty(executable);
        try
        {
            reactor.SpawnProcess(listener, executable, arguments, environment, workingDirectory);
        }
        catch (SpawnException e)
        {
            return Deferred.Fail<ProcessOutput>(new Failure(e));
        }
        return listener.Ended;
    }

    private static string Shown(byte[] error)
    {
        const int Most = 200;
        return Encoding.UTF8.GetString(error.AsSpan(0, Math.Min(error.Length, Most))) + (error.Length > Most ? "..." : "");
    }

    /// <summary>Keeps what the process says until its end.</summary>
    private sealed class Listener : ProcessProtocol
    {
        private readonly ArrayBufferWriter<byte> _output = new();
        private readonly ArrayBufferWriter<byte> _error;
        private readonly ReadOnlyMemory<byte>? _input;

        internal Listener(bool errorToo, ReadOnlyMemory<byte>? input = null)
        {
            _error = errorToo ? _output : new();
            _input = input;
            Ended = new Deferred<ProcessOutput>(_ => Kill());
        }

        internal Deferred<ProcessOutput> Ended { get; }

        public override void ConnectionMade()
        {
            if (_input is not { } input)
                return;
            Transport.WriteToChild(0, input.Span);
            Transport.CloseStdin();
        }

        public override void OutReceived(ReadOnlySpan<byte> data) => _output.Write(data);

        public override void ErrReceived(ReadOnlySpan<byte> data) => _error.Write(data);

        public override void ProcessEnded(Failure reason)
        {
            if (Ended.Called)
                return; // It was cancelled, which killed it.
            var exitCode = (reason.Value as ProcessTerminatedException)?.ExitCode ?? 0;
            var error = ReferenceEquals(_error, _output) ? [] : _error.WrittenSpan.ToArray();
            Ended.Callback(new ProcessOutput(_output.WrittenSpan.ToArray(), error, exitCode));
        }

        private void Kill()
        {
            try
            {
                Transport.SignalProcess("KILL");
            }
            catch (ProcessExitedAlreadyException)
            {
                // It has ended, and its pipes are still to be read.
            }
        }
    }
}
