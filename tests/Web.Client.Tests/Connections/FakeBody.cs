using System.Text;
using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client.Tests.Connections;

/// <summary>A body producer that writes when the test says so and counts what it is told.</summary>
internal sealed class FakeBody(long? length) : IBodyProducer
{
    private IConsumer? _consumer;

    public long? Length => length;

    internal Deferred Done { get; } = new();

    internal List<string> Calls { get; } = [];

    internal Exception? FailsToStart { get; init; }

    internal Exception? FailsToStop { get; init; }

    public Deferred StartProducing(IConsumer consumer)
    {
        Calls.Add("start");
        _consumer = consumer;
        return FailsToStart is null ? Done : throw FailsToStart;
    }

    public void PauseProducing() => Calls.Add("pause");

    public void ResumeProducing() => Calls.Add("resume");

    public void StopProducing()
    {
        Calls.Add("stop");
        if (FailsToStop is not null)
            throw FailsToStop;
    }

    internal void Write(string text) => _consumer!.Write(Encoding.Latin1.GetBytes(text));
}
