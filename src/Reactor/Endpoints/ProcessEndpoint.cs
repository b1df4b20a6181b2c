using System.Diagnostics;
using System.Text;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Starts a program and speaks to it by its standard input and output (twisted.internet.endpoints.ProcessEndpoint).</summary>
/// <remarks>
/// The protocol reads what the program writes to its standard output. Its connection is lost when the program has ended and its pipes are
/// closed: with <see cref="ConnectionDoneException"/> after exit code zero, else with <see cref="ProcessTerminatedException"/>. Its
/// transport is an <see cref="IProcessTransport"/> too. A program that cannot be started fails the Deferred with
/// <see cref="SpawnException"/>.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class ProcessEndpoint : IStreamClientEndpoint
{
    private readonly IReactorProcess _reactor;
    private readonly string _executable;
    private readonly string[] _arguments;
    private readonly IReadOnlyDictionary<string, string>? _environment;
    private readonly string? _workingDirectory;
    private readonly StandardErrorBehavior _standardError;

    /// <summary>An endpoint; nothing happens before <see cref="Connect"/>.</summary>
    /// <param name="reactor">Starts the program.</param>
    /// <param name="executable">A path, or a name to be found on the PATH.</param>
    /// <param name="arguments">What comes after the program's name; none when null.</param>
    /// <param name="environment">Its environment, all of it; ours when null.</param>
    /// <param name="workingDirectory">Where it starts; where we are when null.</param>
    /// <param name="standardError">What becomes of what it writes to standard error.</param>
    public ProcessEndpoint(
        IReactorProcess reactor, string executable, IEnumerable<string>? arguments = null,
        IReadOnlyDictionary<string, string>? environment = null, string? workingDirectory = null,
        StandardErrorBehavior standardError = StandardErrorBehavior.Log)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentException.ThrowIfNullOrEmpty(executable);
        _reactor = reactor;
        _executable = executable;
        _arguments = [.. arguments ?? []];
        _environment = environment;
        _workingDirectory = workingDirectory;
        _standardError = standardError;
    }

    /// <inheritdoc/>
    public Deferred<IProtocol> Connect(IFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Deferred.Execute(() =>
        {
            var protocol = factory.BuildProtocol(new PipeAddress())
                ?? throw new NoProtocolException($"The factory {factory} built no protocol for the process {_executable}.");
            _reactor.SpawnProcess(new Wrapper(this, protocol), _executable, _arguments, _environment, _workingDirectory);
            return protocol;
        });
    }

    /// <inheritdoc/>
    public override string ToString() => $"<ProcessEndpoint {_executable}>";

    private sealed class Wrapper(ProcessEndpoint endpoint, IProtocol protocol) : IProcessProtocol
    {
        private ProcessEndpointTransport? _transport;

        public void MakeConnection(IProcessTransport process) =>
            protocol.MakeConnection(_transport = new ProcessEndpointTransport(process));

        public void ChildDataReceived(int childDescriptor, ReadOnlySpan<byte> data)
        {
            if (childDescriptor == 1)
                protocol.DataReceived(data);
            else if (endpoint._standardError == StandardErrorBehavior.Log)
                Log.Msg($"{endpoint._executable} wrote to standard error, which {protocol} does not take: {Encoding.UTF8.GetString(data)}");
        }

        public void ChildConnectionLost(int childDescriptor) { }

        public void ProcessExited(Failure reason) { }

        public void ProcessEnded(Failure reason)
        {
            _transport?.Ended();
            protocol.ConnectionLost(reason.Value is ProcessDoneException done
                ? new Failure(new ConnectionDoneException(done.Message))
                : reason);
        }
    }
}
