using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>Writes a request's body, once unless <see cref="CanReplay"/> (twisted.web.iweb.IBodyProducer).</summary>
/// <remarks>PauseProducing and ResumeProducing come between start and end only. StopProducing may also come alone: the request was answered
/// before its body was wanted (Expect: 100-continue); what the body holds is to be let go then.</remarks>
public interface IBodyProducer : IPushProducer
{
    /// <summary>How many bytes it will write; null when it cannot say, and the body is sent in chunks.</summary>
    long? Length { get; }

    /// <summary>Whether <see cref="StartProducing"/> may be called again, for the same bytes, after it has finished or was stopped; a
    /// redirect that keeps the body asks for it.</summary>
    bool CanReplay => false;

    /// <summary>What the body is, for Content-Type unless the request's headers bring one; null when it does not say.</summary>
    string? ContentType => null;

    /// <summary>Begins to write.</summary>
    /// <param name="consumer">Takes the bytes.</param>
    /// <returns>Fires when the last byte is written; fails when that is not possible. Never fires after StopProducing.</returns>
    Deferred StartProducing(IConsumer consumer);
}
