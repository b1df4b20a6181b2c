namespace TwistedSharp.Internet;

/// <summary>Child processes (IReactorProcess).</summary>
public interface IReactorProcess
{
    /// <summary>Starts a program; its pipes and its end are told on the reactor's thread.</summary>
    /// <remarks>A reactor that stops closes the pipes and leaves the processes running.</remarks>
    /// <param name="protocol">Hears what happens to it; its MakeConnection is called before this returns.</param>
    /// <param name="executable">A path, or a name to be found on the PATH.</param>
    /// <param name="arguments">What comes after the program's name; unlike Twisted's args, not the name itself.</param>
    /// <param name="environment">Its environment, all of it; ours when null.</param>
    /// <param name="workingDirectory">Where it starts; where we are when null.</param>
    /// <param name="pipes">Which of its standard streams are pipes to us.</param>
    /// <exception cref="SpawnException">It could not be started.</exception>
    /// <exception cref="PlatformNotSupportedException">On Windows, whose pipes no reactor here can wait for.</exception>
    IProcessTransport SpawnProcess(
        IProcessProtocol protocol, string executable, IEnumerable<string>? arguments = null,
        IReadOnlyDictionary<string, string>? environment = null, string? workingDirectory = null, ProcessPipes pipes = ProcessPipes.All);
}
