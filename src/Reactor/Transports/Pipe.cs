using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace TwistedSharp.Internet;

/// <summary>One end of a pipe, a terminal or a file, as something the loop can wait for.</summary>
/// <remarks>On Unix a Socket around any descriptor reads and writes with read and write, so that the pollers need to know of sockets
/// only.</remarks>
internal static class Pipe
{
    /// <summary>Takes a descriptor over: it is closed with the result.</summary>
    internal static Socket Take(SafePipeHandle handle)
    {
        var descriptor = handle.DangerousGetHandle();
        handle.SetHandleAsInvalid();
        return Open(descriptor, ownsDescriptor: true);
    }

    /// <summary>Uses a descriptor that stays open afterwards.</summary>
    /// <remarks>What is set not to block is not the descriptor but what is behind it, which a terminal's or pipe's other users share. So
    /// these are opened once more where Linux lets us; elsewhere they are left not blocking, as Twisted leaves them.</remarks>
    internal static Socket Borrow(int descriptor, FileAccess access)
    {
        var target = TargetOf(descriptor);
        // Not a file: opened once more it would be read from its beginning, and written over.
        if (target.StartsWith("pipe:", StringComparison.Ordinal) || target.StartsWith("/dev/", StringComparison.Ordinal))
        {
            try
            {
                using var handle = File.OpenHandle(LinkOf(descriptor), FileMode.Open, access, FileShare.ReadWrite | FileShare.Delete);
                var opened = handle.DangerousGetHandle();
                handle.SetHandleAsInvalid();
                return Open(opened, ownsDescriptor: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another user's terminal, for instance.
            }
        }
        return Open(descriptor, ownsDescriptor: false);
    }

    /// <summary>Whether a descriptor of ours is a pipe, and no terminal, file or socket; where the system does not say, no.</summary>
    internal static bool IsPipe(int descriptor) => TargetOf(descriptor).StartsWith("pipe:", StringComparison.Ordinal);

    internal static ConnectionLostException Broke(int name, SocketError error)
    {
        var inner = new SocketException((int)error);
        return new ConnectionLostException($"Pipe {name} broke: {inner.Message}.", inner);
    }

    private static string LinkOf(int descriptor) => $"/proc/self/fd/{descriptor}";

    private static string TargetOf(int descriptor) =>
        OperatingSystem.IsLinux() ? new FileInfo(LinkOf(descriptor)).LinkTarget ?? "" : "";

    private static Socket Open(nint descriptor, bool ownsDescriptor) =>
        new(new SafeSocketHandle(descriptor, ownsDescriptor)) { Blocking = false };
}
