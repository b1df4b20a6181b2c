using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>A connection to an address literal: one attempt, whose timeout is the connector's.</summary>
internal sealed class DirectConnect : ConnectAttempt, ICanceller
{
    private readonly IAddress _address;
    private readonly Deferred<IProtocol> _result;

    internal DirectConnect(IFactory factory, IAddress address) : base(factory)
    {
        _address = address;
        _result = new Deferred<IProtocol>(this);
    }

    internal Deferred<IProtocol> Result => _result;

    void ICanceller.Cancel()
    {
        Abandon();
        _result.Errback(new ConnectingCancelledException(_address));
    }

    protected override void Succeeded(IProtocol protocol) => _result.Callback(protocol);

    protected override void Failed(Failure reason) => _result.Errback(reason);
}
