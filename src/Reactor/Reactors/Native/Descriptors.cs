using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace TwistedSharp.Internet.Native;

/// <summary>What the base library does not do with descriptors.</summary>
internal static partial class Descriptors
{
    private const int DuplicateCloseOnExec = 1030; // F_DUPFD_CLOEXEC on Linux.

    /// <summary>A second descriptor for the same socket, which programs that are started do not inherit.</summary>
    internal static SafeSocketHandle Duplicate(SafeSocketHandle handle)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("Sockets made elsewhere can be taken over on Linux only.");
        var duplicate = fcntl(handle, DuplicateCloseOnExec, 0);
        return duplicate >= 0 ? new SafeSocketHandle(duplicate, ownsHandle: true)
            : throw new IOException($"Duplicating a socket's descriptor failed: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(SafeSocketHandle descriptor, int command, int argument);
}
