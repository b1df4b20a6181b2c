using TwistedSharp.Web.Client;

namespace TwistedSharp.Fuzz.Targets;

/// <summary>What the first byte of an input chooses, and what every answer is read with.</summary>
internal readonly struct Choice(byte[] input)
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "OPTIONS"];

    /// <summary>Small, so that short inputs reach them.</summary>
    internal static WireLimits Limits { get; } = new()
    {
        MaxHeadBytes = 400,
        MaxHeaderLineBytes = 150,
        MaxHeaderCount = 8,
        MaxInformationalResponses = 3,
        MaxChunkLineBytes = 20,
        MaxTrailerBytes = 100,
    };

    internal string Method => Methods[First % Methods.Length];

    internal byte[] Bytes => input.Length == 0 ? input : input[1..];

    private int First => input.Length == 0 ? 0 : input[0];

    /// <summary>The bytes in two pieces; where they are cut depends on nothing but them.</summary>
    internal byte[][] Halves()
    {
        byte[] bytes = Bytes;
        if (bytes.Length < 2)
            return [bytes];
        int sum = First;
        foreach (byte b in bytes)
            sum = unchecked(sum * 31 + b);
        int cut = (sum & int.MaxValue) % (bytes.Length - 1) + 1;
        return [bytes[..cut], bytes[cut..]];
    }
}
