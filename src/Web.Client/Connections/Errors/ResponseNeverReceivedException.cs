namespace TwistedSharp.Web.Client;

/// <summary>The connection ended before a byte of the response came (twisted.web.client.ResponseNeverReceived).</summary>
public sealed class ResponseNeverReceivedException : ResponseFailedException
{
    internal ResponseNeverReceivedException(params IReadOnlyList<Failure> reasons) : base("No response was received", reasons) { }
}
