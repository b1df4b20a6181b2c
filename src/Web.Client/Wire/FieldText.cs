using System.Text;

namespace TwistedSharp.Web.Client;

/// <summary>Values of received fields that are to be sent again.</summary>
internal static class FieldText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text whose bytes, in UTF-8 as fields are written, are those that were read, as Latin-1; null when there is none.</summary>
    internal static string? Recoded(string value)
    {
        if (Ascii.IsValid(value) || value.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff'))
            return value;
        try
        {
            return Strict.GetString(Encoding.Latin1.GetBytes(value));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
