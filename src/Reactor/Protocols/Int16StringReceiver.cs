namespace TwistedSharp.Protocols;

/// <summary>Receives strings that come after their length in two bytes, big-endian (twisted.protocols.basic.Int16StringReceiver).</summary>
public abstract class Int16StringReceiver : IntNStringReceiver
{
    /// <summary>A receiver.</summary>
    protected Int16StringReceiver() : base(2) { }
}
