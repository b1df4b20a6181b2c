namespace TwistedSharp.Internet;

/// <summary>One end of one connection: what happens to it arrives here (IProtocol).</summary>
public interface IProtocol
{
    /// <summary>The connection is up.</summary>
    /// <param name="transport">It.</param>
    void MakeConnection(ITransport transport);

    /// <summary>Bytes came.</summary>
    /// <param name="data">Valid during the call only; never empty.</param>
    void DataReceived(ReadOnlySpan<byte> data);

    /// <summary>The connection is gone; called once, last.</summary>
    /// <param name="reason"><see cref="ConnectionDoneException"/> for a clean end, else <see cref="ConnectionLostException"/> or what broke it.</param>
    void ConnectionLost(Failure reason);
}
