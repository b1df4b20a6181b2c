namespace TwistedSharp.Web.Client;

/// <content>Holding the server back while nobody takes what it sends.</content>
public partial class HTTP11ClientProtocol
{
    /// <summary>The most of an early answer that is kept before anyone reads it, in bytes: more than error pages have.</summary>
    private const int MaxHeldWhileSending = 64 << 10;

    private BodyBuffer _held = BodyBuffer.Unlimited;
    private Reading _reading;

    private enum Reading
    {
        Flowing,

        /// <summary>The transport is paused, and what it had brought waits until the exchange takes it.</summary>
        Held,
    }

    /// <summary>Goes on reading: the body has found its reader.</summary>
    internal void ResumeBody(Exchange exchange)
    {
        if (exchange != _exchange || _isPulling)
            return;
        TakeHeld(isLast: false);
        // Not before: a transport that keeps bytes of its own may deliver them inside this call.
        if (_reading == Reading.Flowing && State != ConnectionState.ConnectionLost)
            Transport.ResumeProducing();
    }

    private void Hold(ReadOnlySpan<byte> input)
    {
        // While the request is still on its way, sending may be what finds the connection lost, and then nothing is received any more: what
        // the server said before it left is taken in at once, unless it is much.
        var mayBreak = State == ConnectionState.Transmitting || Transport.IsOutputPending;
        if (!mayBreak || _held.Length + input.Length > MaxHeldWhileSending)
            Transport.PauseProducing();
        _reading = Reading.Held;
        _held.TryAppend(input);
    }

    private void TakeHeld(bool isLast)
    {
        if (_reading == Reading.Flowing)
            return;
        var held = _held;
        _held = BodyBuffer.Unlimited;
        _reading = Reading.Flowing;
        Pull(held.Written, isLast);
        held.Release();
    }

    private void DropHeld()
    {
        _held.Release();
        _reading = Reading.Flowing;
    }
}
