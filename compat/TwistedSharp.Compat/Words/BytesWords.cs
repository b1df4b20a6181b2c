using System.ComponentModel;
using System.Text;

/// <summary>Python's words between bytes and text.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class BytesWords
{
    extension(byte[] bytes)
    {
        /// <summary>The text that the bytes mean; UTF-8 unless another encoding is named.</summary>
        /// <exception cref="DecoderFallbackException">They mean none.</exception>
        public string decode(string encoding = "utf-8") => Strict(encoding).GetString(bytes);
    }

    extension(string text)
    {
        /// <summary>The bytes of a text; UTF-8 unless another encoding is named.</summary>
        /// <exception cref="EncoderFallbackException">The encoding lacks a character.</exception>
        public byte[] encode(string encoding = "utf-8") => Strict(encoding).GetBytes(text);
    }

    private static Encoding Strict(string name) =>
        Encoding.GetEncoding(Dotnet(name), EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    /// <summary>Python's shorter names of encodings, which .NET does not know.</summary>
    private static string Dotnet(string name) => name.ToLowerInvariant().Replace('_', '-') switch
    {
        "utf8" or "u8" => "utf-8",
        "latin-1" or "latin1" or "l1" or "iso8859-1" or "8859" => "iso-8859-1",
        var other => other,
    };
}
