using System.Diagnostics;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Time;

/// <summary>The lock on a real file system.</summary>
[TestFixture]
public sealed class LockLinksTests
{
    private string _folder = null!; // Made in SetUp.
    private string _path = null!; // Made in SetUp.
    private Clock _clock = null!; // Made in SetUp.

    [SetUp]
    public void MakeFolder()
    {
        _folder = Directory.CreateTempSubdirectory("twistedsharp-lock-").FullName;
        _path = Path.Combine(_folder, "lock");
        _clock = new Clock();
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Lock_TakenAndGivenBack_IsALinkToTheProcessId()
    {
        var taken = new DeferredFilesystemLock(_path, _clock);
        taken.TryLock().Should().BeTrue();
        new FileInfo(_path).LinkTarget.Should().Be($"{Environment.ProcessId}");
        new DeferredFilesystemLock(_path, _clock).TryLock().Should().BeFalse();
        taken.Unlock();
        new FileInfo(_path).LinkTarget.Should().BeNull();
        Directory.EnumerateFileSystemEntries(_folder).Should().BeEmpty();
    }

    [Test]
    public void Lock_OfAProcessThatHasEnded_IsTakenOver()
    {
        File.CreateSymbolicLink(_path, $"{EndedProcess()}");
        var taken = new DeferredFilesystemLock(_path, _clock);
        taken.TryLock().Should().BeTrue();
        taken.WasClean.Should().BeFalse();
        new FileInfo(_path).LinkTarget.Should().Be($"{Environment.ProcessId}");
    }

    [Test]
    public void Lock_OfAProcessThatWeMayNotSignal_IsHeld()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Process 1 is Unix's.");
        // It is another user's unless the test runs as root; it runs in any case.
        File.CreateSymbolicLink(_path, "1");
        var held = new DeferredFilesystemLock(_path, _clock);
        held.TryLock().Should().BeFalse();
        held.Invoking(l => l.Unlock()).Should().Throw<InvalidOperationException>().WithMessage("*process 1 *");
    }

    [TestCase("no number", "*is no lock: it is a symbolic link to 'no number'*")]
    [TestCase("99999999999", "*is no lock: it is a symbolic link to '99999999999'*")]
    public void Link_WithoutAProcessId_Throws(string target, string message)
    {
        File.CreateSymbolicLink(_path, target);
        new DeferredFilesystemLock(_path, _clock).Invoking(l => l.TryLock()).Should().Throw<IOException>().WithMessage(message);
        new FileInfo(_path).LinkTarget.Should().Be(target);
    }

    [Test]
    public void SomethingElse_OfThatName_ThrowsAndStays([Values] bool isFolder)
    {
        if (isFolder)
            Directory.CreateDirectory(_path);
        else
            File.WriteAllText(_path, "precious");
        var impossible = new DeferredFilesystemLock(_path, _clock);
        impossible.Invoking(l => l.TryLock()).Should().Throw<IOException>().WithMessage($"'{_path}' is no lock, but a file or a folder*");
        impossible.Invoking(l => l.Unlock()).Should().Throw<IOException>();
        Path.Exists(_path).Should().BeTrue();
    }

    [Test]
    public void Folder_NotThere_Throws() =>
        new DeferredFilesystemLock(Path.Combine(_folder, "none", "lock"), _clock).Invoking(l => l.TryLock())
            .Should().Throw<DirectoryNotFoundException>();

    [Test]
    public void FileSystem_WithoutLinks_SaysSo()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            Assert.Inconclusive("Asks Linux's sysfs, which has no symbolic links of ours, as root.");
        new DeferredFilesystemLock("/sys/kernel/twistedsharp.lock", _clock).Invoking(l => l.TryLock())
            .Should().Throw<PlatformNotSupportedException>().WithMessage("A lock is a symbolic link, and '/sys/kernel/twistedsharp.lock' *")
            .WithInnerException<UnauthorizedAccessException>();
    }

    [Test]
    public void Processes_ThisOneAndOneThatHasEnded_AreToldApart()
    {
        LockLinks.Instance.IsRunning(Environment.ProcessId).Should().BeTrue();
        LockLinks.Instance.IsRunning(EndedProcess()).Should().BeFalse();
    }

    [Test]
    public void Link_RemovedTwice_IsNoError()
    {
        LockLinks.Instance.TryCreate(_path, 7).Should().BeTrue();
        LockLinks.Instance.TryCreate(_path, 8).Should().BeFalse();
        LockLinks.Instance.Owner(_path).Should().Be(7);
        LockLinks.Instance.Remove(_path);
        LockLinks.Instance.Remove(_path);
        LockLinks.Instance.Owner(_path).Should().BeNull();
    }

    private static int EndedProcess()
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "whoami" : "true") { RedirectStandardOutput = true };
        using var process = Process.Start(start)!; // Throws, or starts.
        process.WaitForExit();
        return process.Id;
    }
}
