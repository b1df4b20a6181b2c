namespace TwistedSharp.Protocols;

/// <summary>Receives strings that come after their length in one byte (twisted.protocols.basic.Int8StringReceiver).</summary>
public abstract class Int8StringReceiver : IntNStringReceiver
{
    /// <summary>A receiver.</summary>
    protected Int8StringReceiver() : base(1) { }
}
