using System.Globalization;
using System.Text;

namespace TwistedSharp.Internet;

/// <summary>Host names as they go on the wire.</summary>
internal static class HostName
{
    /// <summary>The name in ASCII, internationalized labels as A-labels.</summary>
    /// <exception cref="ArgumentException">It is not a host name.</exception>
    internal static string ToAscii(string host)
    {
        var ascii = host;
        // Only names that need it: the mapping refuses underscores, which real names have.
        if (!Ascii.IsValid(host))
        {
            try
            {
                ascii = new IdnMapping().GetAscii(host.ToLowerInvariant());
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException($"\"{host}\" is not a host name: {e.Message}", nameof(host), e);
            }
        }
        foreach (var c in ascii)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_'))
                throw new ArgumentException($"\"{host}\" is not a host name: it contains U+{(int)c:X4}.", nameof(host));
        }
        return ascii;
    }
}
