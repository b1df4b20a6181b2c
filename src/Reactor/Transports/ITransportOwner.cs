namespace TwistedSharp.Internet;

/// <summary>Hears that a connection ended, after its protocol has.</summary>
internal interface ITransportOwner
{
    void ConnectionLost(Failure reason);
}
