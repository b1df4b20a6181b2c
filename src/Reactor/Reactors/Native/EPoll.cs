using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TwistedSharp.Internet.Native;

/// <summary>Linux's epoll and eventfd.</summary>
internal static unsafe partial class EPoll
{
    internal const int Add = 1;
    internal const int Delete = 2;
    internal const int Modify = 3;

    internal const uint In = 0x001;
    internal const uint Out = 0x004;
    internal const uint Error = 0x008;
    internal const uint HangUp = 0x010;

    internal const int Interrupted = 4;

    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;

    /// <summary>struct epoll_event is packed on x86-64 only: there the data stands behind the events, elsewhere it is aligned.</summary>
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 4 : 8;

    /// <summary>The size of one epoll_event in bytes.</summary>
    internal static readonly int EventSize = DataOffset + sizeof(ulong);

    internal static SafeFileHandle Create() => Owned(epoll_create1(CloseOnExec), "epoll_create1");

    internal static SafeFileHandle CreateEventDescriptor() => Owned(eventfd(0, CloseOnExec | NonBlocking), "eventfd");

    internal static void Control(SafeFileHandle epoll, int operation, SafeHandle descriptor, uint events, ulong data)
    {
        var changed = stackalloc byte[16];
        Unsafe.WriteUnaligned(changed, events);
        Unsafe.WriteUnaligned(changed + DataOffset, data);
        if (epoll_ctl(epoll, operation, descriptor, changed) < 0)
            throw new IOException($"epoll_ctl {operation} failed: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    /// <summary>How many events came; -1 with <see cref="Marshal.GetLastPInvokeError"/> set.</summary>
    internal static int Wait(SafeFileHandle epoll, Span<byte> events, int milliseconds)
    {
        fixed (byte* first = events)
            return epoll_wait(epoll, first, events.Length / EventSize, milliseconds);
    }

    internal static (uint Events, ulong Data) Read(ReadOnlySpan<byte> events, int index)
    {
        var one = events.Slice(index * EventSize, EventSize);
        return (MemoryMarshal.Read<uint>(one), MemoryMarshal.Read<ulong>(one[DataOffset..]));
    }

    internal static void Signal(SafeFileHandle eventDescriptor)
    {
        ulong one = 1;
        // Fails only when the counter is full, and then it is readable anyway.
        _ = write(eventDescriptor, &one, sizeof(ulong));
    }

    internal static void Drain(SafeFileHandle eventDescriptor)
    {
        ulong count;
        _ = read(eventDescriptor, &count, sizeof(ulong));
    }

    private static SafeFileHandle Owned(int descriptor, string call) =>
        descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new IOException($"{call} failed: {Marshal.GetLastPInvokeErrorMessage()}.");

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(SafeHandle epoll, int operation, SafeHandle descriptor, byte* changed);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(SafeHandle epoll, byte* events, int count, int milliseconds);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int eventfd(uint initial, int flags);

    [LibraryImport("libc")]
    private static partial nint read(SafeHandle descriptor, void* buffer, nint count);

    [LibraryImport("libc")]
    private static partial nint write(SafeHandle descriptor, void* buffer, nint count);
}
