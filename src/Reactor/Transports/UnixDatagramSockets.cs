using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TwistedSharp.Internet;

/// <summary>Opening UNIX datagram sockets, and their addresses in the system's form.</summary>
internal static class UnixDatagramSockets
{
    /// <summary>Where the path begins: behind the family.</summary>
    private const int PathOffset = 2;

    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>A socket bound to a path, unless that is empty. Closing it removes the path.</summary>
    internal static Socket Open(string? path, UnixFileMode? mode, SocketType type = SocketType.Dgram)
    {
        var socket = new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified);
        try
        {
            if (!string.IsNullOrEmpty(path))
            {
                socket.Bind(new UnixDomainSocketEndPoint(path));
                if (path[0] != '\0' && !OperatingSystem.IsWindows())
                    File.SetUnixFileMode(path, mode ?? Everybody);
            }
            return socket;
        }
        catch (Exception e) when (e is SocketException or ArgumentOutOfRangeException)
        {
            // The latter: the path is too long.
            socket.Dispose();
            throw new CannotListenException(path ?? "", e is SocketException { SocketErrorCode: SocketError.AddressNotAvailable }
                ? new DirectoryNotFoundException("There is no such directory.", e) // .NET's word for ENOENT is one about addresses.
                : e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The address of an end point; a socket without a name has none, or an empty one.</summary>
    internal static UNIXAddress ToAddress(EndPoint? endPoint) =>
        endPoint is UnixDomainSocketEndPoint unix ? ToAddress(unix.Serialize()) : new UNIXAddress(null);

    internal static UNIXAddress ToAddress(SocketAddress address)
    {
        var path = address.Buffer.Span[..address.Size];
        path = path.Length <= PathOffset ? default : path[PathOffset..];
        // An abstract name is as long as it is; a path ends with its first NUL.
        if (path.Length > 0 && path[0] != 0 && path.IndexOf((byte)0) is >= 0 and var end)
            path = path[..end];
        return new UNIXAddress(path.IsEmpty ? null : Encoding.UTF8.GetString(path));
    }
}
