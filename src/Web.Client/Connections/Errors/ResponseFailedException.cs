namespace TwistedSharp.Web.Client;

/// <summary>The response came in part, or malformed (twisted.web.client.ResponseFailed).</summary>
public class ResponseFailedException : ReasonsException
{
    internal ResponseFailedException(Response? response, params IReadOnlyList<Failure> reasons)
        : base("The response failed", reasons) => Response = response;

    private protected ResponseFailedException(string message, IReadOnlyList<Failure> reasons) : base(message, reasons) { }

    /// <summary>The response as far as it came; null when its headers did not.</summary>
    public Response? Response { get; }
}
