using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <content>Leaving HTTP: 101 Switching Protocols, and 2xx to CONNECT.</content>
public partial class HTTP11ClientProtocol
{
    private byte[] _surplus = [];

    /// <summary>How the connection ended before anyone had taken it.</summary>
    private Failure? _lostUntaken;

    /// <summary>Gives the connection to another protocol, with all that came after the response.</summary>
    /// <exception cref="InvalidOperationException">It cannot be had any more.</exception>
    /// <exception cref="NotSupportedException">The transport cannot change its protocol.</exception>
    internal void HandOver(Exchange exchange, IProtocol protocol)
    {
        if (_lostUntaken is { } reason)
        {
            _lostUntaken = null;
            protocol.MakeConnection(Transport);
            GiveSurplus(protocol);
            protocol.ConnectionLost(reason);
            return;
        }
        if (State != ConnectionState.Switching || exchange != _exchange)
            throw new InvalidOperationException($"{this} cannot be taken: expected one that is {ConnectionState.Switching}.");
        if (Transport is not ISwitchableTransport transport)
            throw new NotSupportedException($"Only a transport that can change its protocol can be handed over; this is {Transport}.");
        transport.Protocol = protocol;
        _exchange = null;
        State = ConnectionState.Switched;
        exchange.EndTime();
        Forget(new Failure(new ConnectionDoneException("The connection speaks another protocol now.")));
        try
        {
            protocol.MakeConnection(Transport);
            GiveSurplus(protocol);
            // Last, since a transport may deliver inside this call.
            if (_reading == Reading.Held && Transport.Connected && !Transport.Disconnecting)
                Transport.ResumeProducing();
            _reading = Reading.Flowing;
        }
        catch
        {
            Transport.AbortConnection();
            throw;
        }
    }

    /// <summary>Refuses a switch that nobody asked for, or to something else than was asked for (RFC 9110 section 15.2.2).</summary>
    private void CheckSwitch(Request request)
    {
        var offered = request.Options.Upgrade ?? string.Join(",", request.Headers?.GetRawHeaders("Upgrade") ?? []);
        if (offered.Length == 0)
            throw new ParseException("101 Switching Protocols to a request that asked for no other protocol: expected another status.");
        if (State == ConnectionState.Transmitting)
            throw new ParseException("101 Switching Protocols before the request was sent: expected the answer after its body.");
        if (!_parser.Head.TryGet("upgrade"u8, out var chosen))
            throw new ParseException("101 Switching Protocols without Upgrade: expected the protocol to be named.");
        foreach (var range in chosen.Split((byte)','))
        {
            if (!Names(offered, chosen[range].Trim(" \t"u8)))
                throw new ParseException($"101 Switching Protocols to what was not asked for: expected one of {offered}", chosen);
        }
    }

    private static bool Names(ReadOnlySpan<char> offered, ReadOnlySpan<byte> name)
    {
        foreach (var range in offered.Split(','))
        {
            if (System.Text.Ascii.EqualsIgnoreCase(name, offered[range].Trim(" \t")))
                return true;
        }
        return false;
    }

    private bool IsSwitch(Exchange exchange) =>
        (_parser.Framing == BodyFraming.Tunnel || _parser.Head.Status == 101)
        && exchange.TakesTransport && State == ConnectionState.Waiting;

    private void Switch(Exchange exchange, ReadOnlySpan<byte> surplus)
    {
        ResponseEnded(exchange);
        State = ConnectionState.Switching;
        _surplus = surplus.ToArray();
        exchange.Fire();
        // Taken at once, as is usual, it has never been held back.
        if (State != ConnectionState.Switching)
            return;
        Transport.PauseProducing();
        _reading = Reading.Held;
    }

    private void KeepSurplus(ReadOnlySpan<byte> data) => _surplus = [.. _surplus, .. data];

    private void GiveSurplus(IProtocol protocol)
    {
        var surplus = _surplus;
        _surplus = [];
        if (surplus.Length > 0 && (Transport.Connected || State == ConnectionState.ConnectionLost))
            protocol.DataReceived(surplus);
    }

    private void LostWhileSwitching(Failure reason)
    {
        State = ConnectionState.ConnectionLost;
        _lostUntaken = reason;
        _exchange?.EndTime();
        _exchange = null;
        Forget(reason);
    }

    private void Forget(Failure reason)
    {
        Owner?.ConnectionEnded(this, reason);
        _gone?.Callback();
        _gone = null;
    }
}
