namespace TwistedSharp.Web.Client;

/// <summary>The request's body could not be produced (twisted.web.client.RequestGenerationFailed).</summary>
public sealed class RequestGenerationFailedException : ReasonsException
{
    internal RequestGenerationFailedException(params IReadOnlyList<Failure> reasons) : base("The request could not be produced", reasons) { }
}
