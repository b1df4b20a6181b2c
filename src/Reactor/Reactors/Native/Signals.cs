using System.ComponentModel;
using System.Runtime.InteropServices;

namespace TwistedSharp.Internet.Native;

/// <summary>Unix signals to other processes, of which the base library knows only SIGKILL.</summary>
internal static partial class Signals
{
    /// <exception cref="Win32Exception">There is no such process, or it is not ours.</exception>
    internal static void Send(int process, int signal)
    {
        if (kill(process, signal) < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
