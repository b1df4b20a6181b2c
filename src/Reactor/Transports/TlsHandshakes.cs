using System.Net.Security;

namespace TwistedSharp.Internet;

/// <summary>One handshake as client.</summary>
internal sealed class TlsClientHandshake(TlsOptions options, SslStreamCertificateContext? certificate)
{
    private readonly TlsVerification _verification = new(options.Host, required: true);

    internal string? Complaint => _verification.Complaint;

    internal Task Start(SslStream stream) => stream.AuthenticateAsClientAsync(options.ForConnection(_verification.Verify, certificate));
}

/// <summary>One handshake as server.</summary>
internal sealed class TlsServerHandshake(TlsServerOptions options)
{
    private TlsVerification? _verification;

    internal string? Complaint => _verification?.Complaint;

    internal Task Start(SslStream stream) => options.ForServerName is null
        ? stream.AuthenticateAsServerAsync(With(options))
        : stream.AuthenticateAsServerAsync(
            static (_, hello, self, _) => ValueTask.FromResult(((TlsServerHandshake)self!).Choose(hello.ServerName)), this); // Given here.

    // The client's word: what it is not known for gets the options that all get.
    private SslServerAuthenticationOptions Choose(string name) =>
        With(options.ForServerName!(name.ToLowerInvariant()) ?? options); // Not null, or this is not asked.

    private SslServerAuthenticationOptions With(TlsServerOptions chosen)
    {
        _verification = new TlsVerification(host: null, required: chosen.RequireCertificate && chosen.ClientTrustRoots is not null);
        return chosen.ForConnection(_verification.Verify);
    }
}
