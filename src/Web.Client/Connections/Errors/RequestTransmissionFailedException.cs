namespace TwistedSharp.Web.Client;

/// <summary>The connection broke while the request was being sent (twisted.web.client.RequestTransmissionFailed).</summary>
public sealed class RequestTransmissionFailedException : ReasonsException
{
    internal RequestTransmissionFailedException(params IReadOnlyList<Failure> reasons) : base("The request could not be sent", reasons) { }
}
