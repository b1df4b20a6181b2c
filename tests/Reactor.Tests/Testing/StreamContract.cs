using TwistedSharp.Tests.Transports;

namespace TwistedSharp.Tests.Testing;

/// <summary>What holds for every stream between two protocols: the same tests run over sockets, on each poller, and over the link in
/// memory that stands in for them.</summary>
[TestFixture(typeof(MemoryWorld))]
[TestFixture(typeof(EPollWorld))]
[TestFixture(typeof(SelectWorld))]
[TestFixture(typeof(UnixWorld))]
public abstract class StreamContract(Type kind)
{
    /// <summary>More than the kernel holds of one connection, in bytes.</summary>
    protected const int Big = 8 * 1024 * 1024;

    private const int TurnsUntilHung = 2000;
    private const int TurnsUntilQuiet = 20;

    private readonly List<LogEvent> _errors = [];
    private IStreamWorld _world = null!; // Made in SetUp.

    internal HalfCloseRecorder Client { get; private set; } = null!; // Made in SetUp.

    internal RecordingProtocol Server { get; private set; } = null!; // Made in SetUp.

    [SetUp]
    public void MakeWorld()
    {
        if (kind == typeof(EPollWorld) && !OperatingSystem.IsLinux())
            Assert.Inconclusive("epoll is Linux's.");
        _errors.Clear();
        Client = new HalfCloseRecorder { OnReadLost = p => p.Transport.LoseConnection() };
        Server = new RecordingProtocol();
        _world = (IStreamWorld)Activator.CreateInstance(kind)!;
        Log.AddObserver(Observe);
    }

    [TearDown]
    public void EndWorld()
    {
        // Connections that a test leaves open end with their reactor; what that logs is none of the test's.
        Log.RemoveObserver(Observe);
        _world.Dispose();
        if (TestContext.CurrentContext.Result.Outcome.Status != NUnit.Framework.Interfaces.TestStatus.Failed)
            Errors.Should().BeEmpty("every logged error is one the test expects");
    }

    /// <summary>The errors logged, without those of earlier tests that the garbage collector finds.</summary>
    private IEnumerable<LogEvent> Errors
    {
        get
        {
            lock (_errors)
                return [.. _errors.Where(e => !e.Message.Contains("Unhandled", StringComparison.Ordinal))];
        }
    }

    /// <summary>Connects <see cref="Client"/> and <see cref="Server"/> and returns when both know.</summary>
    internal void Connect()
    {
        Begin();
        Until(() => Client.Events.Count > 0 && Server.Events.Count > 0);
    }

    /// <summary>Replaces the server by another, before it is connected.</summary>
    internal void UseServer(RecordingProtocol server) => Server = server;

    /// <summary>Connects the two and waits for nothing.</summary>
    internal void Begin() => _world.Connect(Client, Server);

    /// <summary>Turns the loop until something holds.</summary>
    protected void Until(Func<bool> condition)
    {
        for (var turn = 0; !condition(); turn++)
        {
            if (turn == TurnsUntilHung)
                Assert.Fail($"It hangs: client {string.Join(", ", Client.Events.Distinct())}; server {string.Join(", ", Server.Events.Distinct())}.");
            _world.Turn(isWaiting: true);
        }
    }

    /// <summary>Turns the loop until both have lost their connection.</summary>
    protected void UntilLost() => Until(() => Client.Lost is not null && Server.Lost is not null);

    /// <summary>Gives what must not happen the time to happen.</summary>
    protected void Settle()
    {
        for (var turn = 0; turn < TurnsUntilQuiet; turn++)
            _world.Turn(isWaiting: false); // What is sent to this machine is there at once.
    }

    /// <summary>Takes the one error that was logged.</summary>
    protected Exception TakeError()
    {
        var error = Errors.Should().ContainSingle().Subject.Failure!.Value; // Errors have one.
        lock (_errors)
            _errors.Clear();
        return error;
    }

    private void Observe(LogEvent logEvent)
    {
        if (!logEvent.IsError)
            return;
        lock (_errors)
            _errors.Add(logEvent);
    }
}
