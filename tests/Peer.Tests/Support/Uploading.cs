using System.Security.Cryptography;
using TwistedSharp.Defer;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Peer.Tests;

/// <summary>Sends bodies so that the server shows what it got of them.</summary>
internal static class Uploading
{
    /// <summary>POSTs a body to who sends it back, PUTs it to nginx, which keeps it in a file.</summary>
    /// <param name="agent">Sends it.</param>
    /// <param name="origin">Gets it.</param>
    /// <param name="name">Unlike the names of all uploads under way.</param>
    /// <param name="body">The body.</param>
    /// <param name="options">What the request wants differently from others.</param>
    /// <returns>The SHA-256 sum of what the server got, in hexadecimal.</returns>
    internal static async Deferred<string> Send(IAgent agent, IOrigin origin, string name, IBodyProducer body, RequestOptions? options = null)
    {
        if (origin is not Nginx nginx)
        {
            var echo = await agent.Request("POST", origin.URL("post"), body: body, options: options);
            echo.Code.Should().Be(200);
            return await SumOfBody.Read(echo);
        }
        var created = await agent.Request("PUT", origin.URL($"upload/{name}"), body: body, options: options);
        created.Code.Should().Be(201);
        await created.Discard();
        var path = nginx.UploadPath(name);
        await using var file = File.OpenRead(path);
        File.Delete(path);
        return Convert.ToHexString(await SHA256.HashDataAsync(file));
    }

    /// <summary>A file as a body of a length that is not told.</summary>
    internal static IBodyProducer InChunks(string path) => new EnumerableBodyProducer(Pieces(path));

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Pieces(string path)
    {
        await using var file = File.OpenRead(path);
        var piece = new byte[1 << 16];
        while (await file.ReadAsync(piece) is > 0 and var count)
            yield return piece.AsMemory(0, count);
    }
}
