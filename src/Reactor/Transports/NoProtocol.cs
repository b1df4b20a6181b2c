namespace TwistedSharp.Internet;

/// <summary>Stands in for the protocol a factory refused to build, while the connection closes.</summary>
internal sealed class NoProtocol : IProtocol
{
    internal static readonly NoProtocol Instance = new();

    public void MakeConnection(ITransport transport) { }

    public void DataReceived(ReadOnlySpan<byte> data) { }

    public void ConnectionLost(Failure reason) { }
}
