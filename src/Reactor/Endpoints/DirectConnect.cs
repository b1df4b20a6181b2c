using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>A connection to one known address: one attempt, whose timeout is the connector's.</summary>
internal sealed class DirectConnect : ConnectAttempt, ICanceller
{
    private readonly IAddress _address;
    private readonly Deferred<IProtocol> _result;

    private DirectConnect(IFactory factory, IAddress address) : base(factory)
    {
        _address = address;
        _result = new Deferred<IProtocol>(this);
    }

    /// <summary>Connects.</summary>
    /// <param name="factory">Builds the protocol.</param>
    /// <param name="address">Where it goes, to say so when it is cancelled.</param>
    /// <param name="connect">Asks the reactor.</param>
    internal static Deferred<IProtocol> Connect(IFactory factory, IAddress address, Func<IClientFactory, IConnector> connect)
    {
        var direct = new DirectConnect(factory, address);
        if (direct.Start(connect) is { } refusal)
            direct.Failed(refusal);
        return direct._result;
    }

    void ICanceller.Cancel()
    {
        Abandon();
        _result.Errback(new ConnectingCancelledException(_address));
    }

    protected override void Succeeded(IProtocol protocol) => _result.Callback(protocol);

    protected override void Failed(Failure reason) => _result.Errback(reason);
}
