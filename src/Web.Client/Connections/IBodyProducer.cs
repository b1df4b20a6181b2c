using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>Writes a request's body, once unless <see cref="CanReplay"/> (twisted.web.iweb.IBodyProducer).</summary>
public interface IBodyProducer : IPushProducer
{
    /// <summary>How many bytes it will write; null when it cannot say, and the body is sent in chunks.</summary>
    long? Length { get; }

    /// <summary>Whether <see cref="StartProducing"/> may be called again, for the same bytes, after it has finished or was stopped; a redirect that
    /// keeps the body asks for it.</summary>
    bool CanReplay => false;

    /// <summary>Begins to write.</summary>
    /// <param name="consumer">Takes the bytes.</param>
    /// <returns>Fires when the last byte is written; fails when that is not possible. Never fires after StopProducing.</returns>
    Deferred StartProducing(IConsumer consumer);
}
