using System.Text;

namespace TwistedSharp.Web.Client.Tests.Wire;

public sealed class ResponseParserFuzzTests
{
    private static readonly string[] Seeds =
    [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nA: b\r\n c\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nA: b\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 OK\nConnection: keep-alive\n\nbody",
        "\r\nHTTP/1.1 304 Not Modified\r\nContent-Length: 7, 7\r\n\r\n",
    ];

    /// <summary>Bytes that matter to the grammar come up often, so that the mutations reach deep.</summary>
    private static readonly byte[] Telling = Encoding.Latin1.GetBytes("\r\n\r\n :;,\t\0" + "0159afAFxX+-HTP/\u007f\u0080\u00ff");

    [Test]
    public void RandomBytes_AnyCut_ThrowOnlyNamedErrorsAndAgree()
    {
        var random = new Random(20080907);
        for (int round = 0; round < 3_000; round++)
            Check(Enumerable.Range(0, random.Next(1, 200)).Select(_ => Pick(random)).ToArray(), random);
    }

    [Test]
    public void MutatedResponses_AnyCut_ThrowOnlyNamedErrorsAndAgree()
    {
        var random = new Random(3420);
        for (int round = 0; round < 20_000; round++)
        {
            List<byte> bytes = [.. Encoding.ASCII.GetBytes(Seeds[random.Next(Seeds.Length)])];
            for (int edits = random.Next(1, 5); edits > 0; edits--)
                Mutate(bytes, random);
            Check([.. bytes], random);
        }
    }

    private static byte Pick(Random random) => random.Next(3) == 0 ? (byte)random.Next(256) : Telling[random.Next(Telling.Length)];

    private static void Mutate(List<byte> bytes, Random random)
    {
        int at = random.Next(bytes.Count);
        switch (random.Next(3))
        {
            case 0:
                bytes[at] = Pick(random);
                break;
            case 1:
                bytes.Insert(at, Pick(random));
                break;
            case 2 when bytes.Count > 1:
                bytes.RemoveAt(at);
                break;
        }
    }

    // Replay.Once lets nothing but the named errors pass, and ends: each event but the last consumes input.
    private static void Check(byte[] bytes, Random random)
    {
        var limits = new WireLimits
        {
            MaxHeadBytes = 150,
            MaxHeaderLineBytes = 60,
            MaxHeaderCount = 4,
            MaxChunkLineBytes = 12,
            MaxTrailerBytes = 40,
        };
        string method = random.Next(4) == 0 ? "HEAD" : "GET";
        string whole = Replay.Once([bytes], method, limits, close: true);
        int cut = random.Next(bytes.Length);
        string halves = Replay.Once([bytes[..cut], bytes[cut..]], method, limits, close: true);
        string single = Replay.Once(bytes.Select(b => new[] { b }), method, limits, close: true);
        if (whole != halves || whole != single)
            Assert.Fail($"{Convert.ToHexString(bytes)} cut at {cut}:\n{whole}---\n{halves}---\n{single}");
    }
}
