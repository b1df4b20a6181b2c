using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace TwistedSharp.Internet;

/// <summary>The SOCKS 5 conversation: methods, perhaps name and password, and the request (RFC 1928 sections 3 to 6, RFC 1929 section 2).</summary>
internal sealed class SOCKS5Opening(byte[] request, byte[]? credentials, IAddress target) : TunnelOpening
{
    private const byte Version = 5;
    private const byte NoAuthentication = 0;
    private const byte NameAndPassword = 2;
    private const byte NoneAcceptable = 0xFF;
    private const byte AddressIPv4 = 1;
    private const byte AddressName = 3;
    private const byte AddressIPv6 = 4;

    /// <summary>The longest answer: a bound address that is a name.</summary>
    private readonly byte[] _answer = new byte[4 + 1 + byte.MaxValue + 2];
    private int _count;
    private Stage _stage;

    private enum Stage
    {
        Method,
        Authentication,
        Reply,
    }

    /// <summary>The request to connect to a host, as a name for the proxy to look up unless it is an address.</summary>
    internal static byte[] Request(string host, int port)
    {
        byte[] address = IPAddress.TryParse(host, out var literal)
            ? [literal.GetAddressBytes().Length == 4 ? AddressIPv4 : AddressIPv6, .. literal.GetAddressBytes()]
            // At most 254 bytes, so that its length is one: nothing is cut or looked up here (CVE-2023-38545).
            : Name(HostName.ToAscii(host));
        byte[] request = [Version, 1, 0, .. address, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(^2..), (ushort)port);
        return request;

        static byte[] Name(string name) => [AddressName, (byte)name.Length, .. Encoding.ASCII.GetBytes(name)];
    }

    internal static byte[] Credentials(string name, string password)
    {
        return [1, .. Field(name, "name"), .. Field(password, "password")];

        static byte[] Field(string text, string what)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            return bytes.Length is > 0 and <= byte.MaxValue
                ? [(byte)bytes.Length, .. bytes]
                : throw new ArgumentException($"A SOCKS 5 {what} has 1 to {byte.MaxValue} bytes; this one has {bytes.Length}.");
        }
    }

    public override void Start(ITransport transport) =>
        transport.Write(credentials is null ? [Version, 1, NoAuthentication] : [Version, 2, NoAuthentication, NameAndPassword]);

    public override bool Receive(ref ReadOnlySpan<byte> data, ITransport transport)
    {
        while (true)
        {
            // Never more than the answer at hand: what follows the last one is the peer's.
            var missing = AnswerLength() - _count;
            var taken = Math.Min(missing, data.Length);
            data[..taken].CopyTo(_answer.AsSpan(_count));
            _count += taken;
            data = data[taken..];
            if (taken < missing)
                return false;
            if (_count < AnswerLength())
                continue; // It has just said how long it is.
            if (Understand(transport))
                return true;
            _count = 0;
        }
    }

    /// <summary>How long the answer is, as far as it tells yet.</summary>
    private int AnswerLength() => (_stage, _count) switch
    {
        (not Stage.Reply, _) => 2,
        (_, < 5) => 5,
        _ => 4 + 2 + _answer[3] switch
        {
            AddressIPv4 => 4,
            AddressIPv6 => 16,
            AddressName => 1 + _answer[4],
            var other => throw new TunnelException($"The SOCKS proxy's reply has an address of kind {other}: expected 1, 3 or 4."),
        },
    };

    private bool Understand(ITransport transport)
    {
        switch (_stage)
        {
            case Stage.Method:
                RequireVersion(Version);
                ChooseMethod(transport);
                return false;
            case Stage.Authentication:
                RequireVersion(1);
                if (_answer[1] != 0)
                    throw new TunnelException($"The SOCKS proxy refuses the name and password (status {_answer[1]}).");
                Ask(transport);
                return false;
            default:
                RequireVersion(Version);
                return _answer[1] == 0 ? true : throw new TunnelException($"The SOCKS proxy cannot connect to {target}: {Reason(_answer[1])}.");
        }
    }

    private void ChooseMethod(ITransport transport)
    {
        switch (_answer[1])
        {
            case NoAuthentication:
                Ask(transport);
                break;
            case NameAndPassword when credentials is not null:
                _stage = Stage.Authentication;
                transport.Write(credentials);
                break;
            case NoneAcceptable:
                throw new TunnelException(credentials is null
                    ? "The SOCKS proxy wants authentication, and there are no credentials for it."
                    : "The SOCKS proxy accepts neither no authentication nor name and password.");
            default:
                throw new TunnelException($"The SOCKS proxy chose authentication method {_answer[1]}, which it was not offered.");
        }
    }

    private void Ask(ITransport transport)
    {
        _stage = Stage.Reply;
        transport.Write(request);
    }

    private void RequireVersion(byte expected)
    {
        if (_answer[0] != expected)
            throw new TunnelException($"The proxy answers with version {_answer[0]} in its {_stage} message: expected {expected}; it is no SOCKS 5 proxy.");
    }

    private static string Reason(byte code) => code switch
    {
        1 => "general failure",
        2 => "its rules do not allow it",
        3 => "the network is unreachable",
        4 => "the host is unreachable",
        5 => "the connection was refused",
        6 => "the time to live expired",
        7 => "it does not know how to connect",
        8 => "it does not know addresses of this kind",
        _ => $"reply {code}",
    };
}
