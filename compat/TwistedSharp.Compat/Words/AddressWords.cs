using System.ComponentModel;

/// <summary>What Twisted calls the parts of an address.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class AddressWords
{
    extension(IAddress address)
    {
        /// <summary>The host of an address that has one.</summary>
        /// <exception cref="InvalidOperationException">It has none.</exception>
        public string host => address switch
        {
            IPv4Address four => four.Host,
            IPv6Address six => six.Host,
            _ => throw new InvalidOperationException($"{address} has no host."),
        };

        /// <summary>The port of an address that has one.</summary>
        /// <exception cref="InvalidOperationException">It has none.</exception>
        public int port => address switch
        {
            IPv4Address four => four.Port,
            IPv6Address six => six.Port,
            _ => throw new InvalidOperationException($"{address} has no port."),
        };

        /// <summary>The path of a UNIX socket; null where the other end has none.</summary>
        /// <exception cref="InvalidOperationException">It is no such address.</exception>
        public string? name => address is UNIXAddress unix ? unix.Name : throw new InvalidOperationException($"{address} has no name.");
    }
}
