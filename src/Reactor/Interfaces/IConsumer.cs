namespace TwistedSharp.Internet;

/// <summary>Takes bytes, and tells a registered producer when to pause (IConsumer).</summary>
public interface IConsumer
{
    /// <summary>Queues bytes; they are copied before it returns.</summary>
    /// <param name="data">The bytes.</param>
    void Write(ReadOnlySpan<byte> data);

    /// <summary>Names who will write from now on.</summary>
    /// <param name="producer">An <see cref="IPushProducer"/> when <paramref name="streaming"/>, else asked for each piece.</param>
    /// <param name="streaming">True: it writes when it likes and is paused when the queue passes 64 KiB, resumed when it is empty. False: it
    /// writes once for each <see cref="IProducer.ResumeProducing"/>, called now and whenever the queue is empty.</param>
    /// <exception cref="InvalidOperationException">Another producer is registered.</exception>
    void RegisterProducer(IProducer producer, bool streaming);

    /// <summary>The producer is done; a close that waited for it goes on.</summary>
    void UnregisterProducer();
}
