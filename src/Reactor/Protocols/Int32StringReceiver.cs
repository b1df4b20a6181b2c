namespace TwistedSharp.Protocols;

/// <summary>Receives strings that come after their length in four bytes, big-endian
/// (twisted.protocols.basic.Int32StringReceiver).</summary>
public abstract class Int32StringReceiver : IntNStringReceiver
{
    /// <summary>A receiver.</summary>
    protected Int32StringReceiver() : base(4) { }
}
