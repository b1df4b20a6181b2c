using System.Security.Cryptography;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Peer.Tests;

/// <summary>Takes a body piece by piece and keeps nothing but its sum.</summary>
internal sealed class SumOfBody : Protocol
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Deferred<string> _sum = new();

    /// <summary>The SHA-256 sum of a body, in hexadecimal; fails with what broke the body.</summary>
    internal static Deferred<string> Read(Response response)
    {
        var reader = new SumOfBody();
        response.DeliverBody(reader);
        return reader._sum;
    }

    public override void DataReceived(ReadOnlySpan<byte> data) => _hash.AppendData(data);

    public override void ConnectionLost(Failure reason)
    {
        var sum = Convert.ToHexString(_hash.GetHashAndReset());
        _hash.Dispose();
        if (reason.Value is ResponseDoneException)
            _sum.Callback(sum);
        else
            _sum.Errback(reason);
    }
}
