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
                // RFC 5891 section 5.2 starts from NFC, which IdnMapping leaves to us where there is no ICU.
                ascii = new IdnMapping().GetAscii(host.Normalize(NormalizationForm.FormC).ToLowerInvariant());
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException($"\"{host}\" is not a host name: {e.Message}", e);
            }
        }
        foreach (var c in ascii)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_'))
                throw new ArgumentException($"\"{host}\" is not a host name: it contains U+{(int)c:X4}.");
        }
        return ascii;
    }

    /// <summary>What was taken for a name, so that it can be shown on any terminal.</summary>
    internal static string Escaped(string host)
    {
        var escaped = new StringBuilder(host.Length);
        foreach (var c in host)
        {
            if (c is > ' ' and <= '~')
                escaped.Append(c);
            else
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }
        return escaped.ToString();
    }
}
