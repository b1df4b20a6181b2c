using System.Collections;
using System.Globalization;
using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>The sockets that systemd has opened for this process (twisted.python.systemd.ListenFDs, sd_listen_fds(3)).</summary>
internal sealed class ListenFDs
{
    // SD_LISTEN_FDS_START
    private const int First = 3;

    private const string Pid = "LISTEN_PID";
    private const string Descriptors = "LISTEN_FDS";
    private const string Names = "LISTEN_FDNAMES";

    private static readonly Lazy<ListenFDs> OfThisProcess = new(FromEnvironment);

    private readonly SafeSocketHandle[] _handles;
    private readonly string[] _names;

    private ListenFDs(SafeSocketHandle[] handles, string[] names)
    {
        _handles = handles;
        _names = names;
    }

    /// <summary>Those of this process; held for good, so that no collection closes one before it is used.</summary>
    internal static ListenFDs Inherited => OfThisProcess.Value;

    internal int Count => _handles.Length;

    /// <summary>Reads the variables, and takes them out so that no child thinks they are its own.</summary>
    /// <param name="environment">The variables.</param>
    /// <param name="processId">Whom they must be meant for.</param>
    /// <param name="first">The first descriptor.</param>
    /// <param name="ownsHandles">Whether they are ours to close.</param>
    internal static ListenFDs From(IDictionary environment, int processId, int first = First, bool ownsHandles = true)
    {
        if (Number(environment[Pid]) != processId || Number(environment[Descriptors]) is not { } count)
            return new ListenFDs([], []);
        var names = (environment[Names] as string)?.Split(':') ?? [];
        environment.Remove(Pid);
        environment.Remove(Descriptors);
        environment.Remove(Names);
        return new ListenFDs(
            [.. Enumerable.Range(first, count).Select(descriptor => new SafeSocketHandle(descriptor, ownsHandles))], names);
    }

    /// <summary>The socket at a place, or null.</summary>
    internal SafeSocketHandle? At(int index) => index < _handles.Length ? _handles[index] : null;

    /// <summary>The first socket of a name, or null.</summary>
    internal SafeSocketHandle? Named(string name) => Array.IndexOf(_names, name) is var index and >= 0 ? At(index) : null;

    /// <summary>Its family, as descriptions write it.</summary>
    internal static string FamilyOf(SafeSocketHandle handle)
    {
        // A handle of its own, that closes nothing.
        using var socket = new Socket(new SafeSocketHandle(handle.DangerousGetHandle(), ownsHandle: false));
        return socket.AddressFamily switch
        {
            AddressFamily.InterNetwork => "INET",
            AddressFamily.InterNetworkV6 => "INET6",
            AddressFamily.Unix => "UNIX",
            var other => other.ToString(),
        };
    }

    private static ListenFDs FromEnvironment()
    {
        var environment = Environment.GetEnvironmentVariables();
        var found = From(environment, Environment.ProcessId);
        if (found.Count > 0)
        {
            foreach (var name in (string[])[Pid, Descriptors, Names])
                Environment.SetEnvironmentVariable(name, null);
        }
        return found;
    }

    private static int? Number(object? text) =>
        int.TryParse(text as string, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
