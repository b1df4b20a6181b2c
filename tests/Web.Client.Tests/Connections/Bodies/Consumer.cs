using System.Text;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client.Tests.Connections.Bodies;

/// <summary>Takes a body and notes its writes.</summary>
internal sealed class Consumer : IConsumer
{
    private readonly List<byte> _bytes = [];

    internal byte[] Bytes => [.. _bytes];

    internal string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>The length of each write.</summary>
    internal List<int> Writes { get; } = [];

    /// <summary>Called after each write, as a transport calls its producer when it is full.</summary>
    internal Action? Written { get; set; }

    /// <summary>What a body is, in whole.</summary>
    internal static string Read(IBodyProducer body)
    {
        var consumer = new Consumer();
        var done = body.StartProducing(consumer);
        Internet.Testing.DeferredAssertions.SuccessResultOf(done);
        if (body.Length is { } length)
            consumer.Bytes.LongLength.Should().Be(length);
        return consumer.Text;
    }

    public void Write(ReadOnlySpan<byte> data)
    {
        _bytes.AddRange(data);
        Writes.Add(data.Length);
        Written?.Invoke();
    }

    public void RegisterProducer(IProducer producer, bool streaming) => throw new InvalidOperationException("There is a producer already.");

    public void UnregisterProducer() { }
}
