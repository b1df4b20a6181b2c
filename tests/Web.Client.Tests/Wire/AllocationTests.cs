using System.Buffers;
using System.Text;

namespace TwistedSharp.Web.Client.Tests.Wire;

[NonParallelizable]
public sealed class AllocationTests
{
    [Test]
    public void Parsing_ThousandKeptResponses_AllocatesNothing()
    {
        byte[] sized = Encoding.ASCII.GetBytes(
            "HTTP/1.1 200 OK\r\nServer: x\r\nDate: Mon, 01 Jan 2024 00:00:00 GMT\r\n" +
            "Content-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello");
        byte[] chunked = Encoding.ASCII.GetBytes(
            "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n5;x\r\nhello\r\n0\r\n\r\n");
        var parser = new ResponseParser(WireLimits.Default);
        Run(parser, sized, chunked, 100);

        long before = GC.GetAllocatedBytesForCurrentThread();
        long body = Run(parser, sized, chunked, 1_000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        allocated.Should().Be(0);
        body.Should().Be(5_000);
    }

    [Test]
    public void WriteHead_WithHeaders_AllocatesNothing()
    {
        var output = new ArrayBufferWriter<byte>(4096);
        var headers = new Headers
        {
            { "Accept", "*/*" }, { "Connection", "TE" }, { "TE", "trailers" }, { "X", "\u00e9" },
        };
        var head = new RequestHead("POST", "/path?query", "example.com:8080", headers, BodyLength.Of(12345), true, "TwistedSharp");
        Write(output, head, 100);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Write(output, head, 1_000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        allocated.Should().Be(0);
        output.WrittenCount.Should().BePositive();
    }

    private static long Run(ResponseParser parser, byte[] sized, byte[] chunked, int count)
    {
        long body = 0;
        for (int i = 0; i < count; i++)
        {
            parser.Start("GET");
            ReadOnlySpan<byte> input = i % 2 == 0 ? sized : chunked;
            // Every third arrives in two pieces, so that the stored head is exercised too.
            ReadOnlySpan<byte> later = i % 3 == 0 ? input[30..] : default;
            if (!later.IsEmpty)
                input = input[..30];
            ResponseEvent e;
            do
            {
                e = parser.Next(ref input, out ReadOnlySpan<byte> data);
                body += data.Length;
                if (e == ResponseEvent.NeedData)
                {
                    input = later;
                    later = default;
                }
                if (e == ResponseEvent.Head && (parser.Head.ReasonPhrase.Length == 0 || !parser.CanKeepAlive))
                    return -1;
            }
            while (e != ResponseEvent.End);
        }
        return body;
    }

    private static void Write(ArrayBufferWriter<byte> output, in RequestHead head, int count)
    {
        for (int i = 0; i < count; i++)
        {
            output.ResetWrittenCount();
            RequestWriter.WriteHead(output, head);
            RequestWriter.WriteChunk(output, "hello"u8);
            RequestWriter.WriteLastChunk(output);
        }
    }
}
