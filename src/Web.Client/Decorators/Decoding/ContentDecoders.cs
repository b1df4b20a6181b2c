namespace TwistedSharp.Web.Client;

/// <summary>The content codings that come with the library, as pairs of name and maker for <see cref="ContentDecoderAgent"/>.</summary>
public static class ContentDecoders
{
    /// <summary>gzip (RFC 1952), and x-gzip: any number of members, one after the other.</summary>
    public static (string Name, Func<IContentDecoder> Factory) Gzip { get; } = ("gzip", static () => new GzipDecoder());

    /// <summary>deflate: in zlib's wrapping (RFC 1950), as it should be, or bare (RFC 1951), as some servers send it.</summary>
    public static (string Name, Func<IContentDecoder> Factory) Deflate { get; } = ("deflate", static () => new DeflateContentDecoder());

    /// <summary>br, Brotli (RFC 7932).</summary>
    public static (string Name, Func<IContentDecoder> Factory) Brotli { get; } = ("br", static () => new BrotliContentDecoder());

    /// <summary>zstd, Zstandard (RFC 8878): any number of frames, with windows up to 8 MiB (RFC 9659).</summary>
    public static (string Name, Func<IContentDecoder> Factory) Zstandard { get; } = ("zstd", static () => new ZstandardContentDecoder());

    /// <summary>All of them, in the order in which they are offered to servers.</summary>
    public static IReadOnlyList<(string Name, Func<IContentDecoder> Factory)> All { get; } = [Gzip, Deflate, Brotli, Zstandard];
}
