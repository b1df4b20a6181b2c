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
        Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
}
