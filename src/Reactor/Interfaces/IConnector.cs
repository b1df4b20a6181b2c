namespace TwistedSharp.Internet;

/// <summary>One outgoing connection from the attempt to its end (IConnector).</summary>
public interface IConnector
{
    /// <summary>Tries again.</summary>
    /// <exception cref="InvalidOperationException">It is connecting or connected.</exception>
    void Connect();

    /// <summary>Gives the attempt up; the factory hears of it as a failure.</summary>
    /// <exception cref="NotConnectingException">It is not connecting.</exception>
    void StopConnecting();

    /// <summary>Gives an attempt up, or closes the connection.</summary>
    void Disconnect();

    /// <summary>Where it goes.</summary>
    IAddress GetDestination();
}
