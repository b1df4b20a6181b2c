using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Peer.Tests;

/// <summary>Our lock in the file system and Twisted's are one lock.</summary>
[TestFixture]
public sealed class TwistedLockTests
{
    private const string Import = """
        import sys
        from twisted.python.lockfile import FilesystemLock
        lock = FilesystemLock(sys.argv[1])

        """;

    private const string HoldUntilInputEnds = Import + """
        print("locked", lock.lock(), flush=True)
        sys.stdin.read()
        lock.unlock()
        """;

    private const string Try = Import + """
        print(lock.lock(), lock.clean)
        """;

    private string _python = null!; // Found in SetUp.
    private Scratch _scratch = null!; // Made in SetUp.
    private Clock _clock = null!; // Made in SetUp.
    private DeferredFilesystemLock _lock = null!; // Made in SetUp.

    [SetUp]
    public void MakeLock()
    {
        _python = Peer.Find("python3", "python3-twisted");
        if (Peer.Run(_python, "-c", "import twisted.python.lockfile") is { ExitCode: not 0 })
            throw Peer.Missing($"{_python} has no Twisted (Debian: python3-twisted)");
        _scratch = new Scratch();
        _clock = new Clock();
        _lock = new DeferredFilesystemLock(_scratch.PathOf("lock"), _clock);
    }

    [TearDown]
    public void RemoveLock() => _scratch?.Dispose();

    [Test]
    public void Lock_HeldByTwisted_IsRespectedUntilItIsGivenBack()
    {
        using var holder = new Child(_python, "-u", "-c", HoldUntilInputEnds, _lock.Name);
        holder.WaitFor("locked").Should().Be("locked True");
        _lock.TryLock().Should().BeFalse();
        _lock.Invoking(l => l.Unlock()).Should().Throw<InvalidOperationException>().WithMessage($"*process {holder.Id} *");
        var d = _lock.DeferUntilLocked();
        _clock.Advance(1);
        DeferredAssertions.AssertNoResult(d);
        holder.CloseInput();
        holder.WaitForExit().Should().BeTrue();
        _clock.Advance(1);
        DeferredAssertions.SuccessResultOf(d);
        _lock.WasClean.Should().BeTrue();
    }

    [Test]
    public void Lock_HeldByUs_IsRespectedByTwisted()
    {
        _lock.TryLock().Should().BeTrue();
        AskTwisted().Should().Be("False None");
        _lock.Unlock();
        AskTwisted().Should().Be("True True");
    }

    [Test]
    public void Lock_OfATwistedThatHasEnded_IsTakenOver()
    {
        AskTwisted().Should().Be("True True");
        _lock.TryLock().Should().BeTrue("its process has ended");
        _lock.WasClean.Should().BeFalse();
    }

    [Test]
    public void Lock_OfATwistedThatWasKilled_IsTakenOver()
    {
        using var holder = new Child(_python, "-u", "-c", HoldUntilInputEnds, _lock.Name);
        holder.WaitFor("locked").Should().Be("locked True");
        var d = _lock.DeferUntilLocked();
        holder.Kill();
        DeferredAssertions.AssertNoResult(d);
        _clock.Advance(1);
        DeferredAssertions.SuccessResultOf(d);
        _lock.WasClean.Should().BeFalse();
    }

    private string AskTwisted()
    {
        var (code, output) = Peer.Run(_python, "-c", Try, _lock.Name);
        code.Should().Be(0, output);
        return output.Trim();
    }
}
