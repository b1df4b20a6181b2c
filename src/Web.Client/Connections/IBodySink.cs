namespace TwistedSharp.Web.Client;

/// <summary>Where a response's body goes.</summary>
internal interface IBodySink
{
    void BodyReceived(ReadOnlySpan<byte> data);

    /// <summary>The end; called once.</summary>
    /// <param name="failure">Null when the body is complete.</param>
    void BodyEnded(Failure? failure);
}
