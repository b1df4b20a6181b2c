using System.Diagnostics;
using System.Globalization;

namespace TwistedSharp.Internet;

/// <summary>The real file system and the real processes.</summary>
internal sealed class LockLinks : ILockLinks
{
    // IOException.HResult is errno on Unix and an HRESULT on Windows.
    private const int Exists = 17; // EEXIST on Linux, macOS and the BSDs.
    private const int NotPermitted = 1; // EPERM; symlink(2): the file system has no symbolic links.
    private const int WindowsExists = unchecked((int)0x800700B7);
    private const int WindowsPrivilegeNotHeld = unchecked((int)0x80070522);

    internal static LockLinks Instance { get; } = new();

    public bool TryCreate(string path, int process)
    {
        try
        {
            File.CreateSymbolicLink(path, process.ToString(CultureInfo.InvariantCulture));
            return true;
        }
        catch (IOException e) when (e.HResult is Exists or WindowsExists)
        {
            return false;
        }
        catch (Exception e) when (IsWithoutLinks(e))
        {
            throw new PlatformNotSupportedException(
                $"A lock is a symbolic link, and '{path}' cannot be made one: the platform, the file system or the user's rights do not " +
                "allow it.", e);
        }
    }

    public int? Owner(string path)
    {
        var target = new FileInfo(path).LinkTarget;
        if (target is null)
        {
            return Path.Exists(path)
                ? throw new IOException($"'{path}' is no lock, but a file or a folder; a lock is a symbolic link.")
                : null;
        }
        // Python's int() takes blanks and a sign, too.
        return int.TryParse(target, NumberStyles.Integer, CultureInfo.InvariantCulture, out var process)
            ? process
            : throw new IOException($"'{path}' is no lock: it is a symbolic link to '{target}', and a lock's target is a process id.");
    }

    public void Remove(string path) => File.Delete(path);

    public bool IsRunning(int process)
    {
        try
        {
            // On Unix this is kill(process, 0); one that we may not signal counts as running.
            Process.GetProcessById(process).Dispose();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsWithoutLinks(Exception e) =>
        e is PlatformNotSupportedException or IOException { HResult: WindowsPrivilegeNotHeld }
            or UnauthorizedAccessException { InnerException.HResult: NotPermitted };
}
