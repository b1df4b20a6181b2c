using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>The body as a transport: it can be paused and stopped, not written to.</summary>
internal sealed class BodyTransport(Response response) : ITransport
{
    public bool Disconnecting => false;

    public bool Connected => response.IsToCome;

    public void PauseProducing() => response.Pause();

    public void ResumeProducing() => response.Resume();

    public void StopProducing() => response.Abort();

    public void LoseConnection() => response.Abort();

    public void AbortConnection() => response.Abort();

    public IAddress GetHost() => throw ReadOnly();

    public IAddress GetPeer() => new HostnameAddress(response.Request.URI.Host, response.Request.URI.Port);

    public void Write(ReadOnlySpan<byte> data) => throw ReadOnly();

    public void Advance(int count) => throw ReadOnly();

    public Memory<byte> GetMemory(int sizeHint = 0) => throw ReadOnly();

    public Span<byte> GetSpan(int sizeHint = 0) => throw ReadOnly();

    public void RegisterProducer(IProducer producer, bool streaming) => throw ReadOnly();

    public void UnregisterProducer() => throw ReadOnly();

    private static NotSupportedException ReadOnly() => new("A response body is read only.");

    /// <summary>The body's protocol, as a sink.</summary>
    internal sealed class Sink(IProtocol protocol) : IBodySink
    {
        public void BodyReceived(ReadOnlySpan<byte> data) => protocol.DataReceived(data);

        public void BodyEnded(Failure? failure) => protocol.ConnectionLost(failure ?? new Failure(new ResponseDoneException()));
    }
}
