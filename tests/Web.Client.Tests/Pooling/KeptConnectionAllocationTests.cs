using System.Text;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client.Tests.Pooling;

/// <summary>What one request costs on a warm connection, so that a closure or a box more is noticed.</summary>
[NonParallelizable]
public sealed class KeptConnectionAllocationTests
{
    private const int Rounds = 1_000;

    /// <summary>752 were measured on .NET 10, x64: the URI and its parts, request, page, Deferred, one callback and the text. And 30 % more.</summary>
    private const int MaxBytesOfAPage = 980;

    /// <summary>1,344 were measured: as above, with response, headers, a Deferred within a Deferred, and the body. And 30 % more.</summary>
    private const int MaxBytesOfAResponse = 1_750;

    private static readonly byte[] Answer = Encoding.ASCII.GetBytes(
        "HTTP/1.1 200 OK\r\nServer: x\r\nDate: Mon, 01 Jan 2024 00:00:00 GMT\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 5\r\n\r\nhello");

    private static readonly Action<string> TakeText = text => _seen += text.Length;
    private static readonly Action<byte[]> TakeBytes = bytes => _seen += bytes.Length;
    private static readonly Func<Response, Defer.Deferred<byte[]>> ReadBody = response => response.ReadBody();
    private static long _seen;

    [Test]
    public void RequestString_StaysUnderItsBytes() =>
        BytesOf(web => web.Agent.RequestString("http://a/path?query").AddCallback(TakeText)).Should().BeInRange(1, MaxBytesOfAPage);

    [Test]
    public void RequestAndReadBody_StayUnderTheirBytes() =>
        BytesOf(web => web.Agent.Request("GET", "http://a/path?query").AddCallback(ReadBody).AddCallback(TakeBytes))
            .Should().BeInRange(1, MaxBytesOfAResponse);

    /// <summary>The bytes that one round allocates, test transport included, which allocates none.</summary>
    private static long BytesOf(Action<Web> request)
    {
        var web = new Web();
        Repeat(web, request, 200);
        _seen = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Repeat(web, request, Rounds);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        _seen.Should().Be(5 * Rounds);
        web.Route.Connections.Should().ContainSingle();
        return allocated / Rounds;
    }

    private static void Repeat(Web web, Action<Web> request, int count)
    {
        for (var i = 0; i < count; i++)
        {
            request(web);
            var connection = web.Route.Last;
            connection.Transport.Clear();
            ((IProtocol)connection.Protocol!).DataReceived(Answer);
        }
    }
}
