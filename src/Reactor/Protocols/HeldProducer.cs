using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>A push producer that two may hold: whoever takes its bytes, and a limit. It goes on when neither does.</summary>
internal sealed class HeldProducer(IPushProducer producer) : IPushProducer
{
    private Hold _holds;

    [Flags]
    private enum Hold
    {
        None = 0,
        Taker = 1,
        Limit = 2,
    }

    public void PauseProducing() => Add(Hold.Taker);

    public void ResumeProducing() => Remove(Hold.Taker);

    public void StopProducing() => producer.StopProducing();

    public override string? ToString() => producer.ToString();

    /// <summary>Sets or ends the limit's hold.</summary>
    internal void SetLimit(bool held)
    {
        if (held)
            Add(Hold.Limit);
        else
            Remove(Hold.Limit);
    }

    private void Add(Hold hold)
    {
        _holds |= hold;
        // Also when it is held already: it may have resumed itself.
        producer.PauseProducing();
    }

    private void Remove(Hold hold)
    {
        _holds &= ~hold;
        if (_holds == Hold.None)
            producer.ResumeProducing();
    }
}
