using System.Diagnostics.Tracing;

namespace TwistedSharp.Web.Client.Tests;

/// <summary>Watches what this thread rents from the shared array pool and gives back, by the pool's own events.</summary>
internal sealed class RentedArrays : EventListener
{
    private const int Rented = 1;
    private const int Returned = 3;

    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly HashSet<int> _out = [];

    /// <summary>How many arrays were rented.</summary>
    internal int Count { get; private set; }

    /// <summary>Arrays that were rented and not given back.</summary>
    internal int Missing => _out.Count;

    /// <summary>Arrays that were given back without being out.</summary>
    internal int GivenBackTwice { get; private set; }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "System.Buffers.ArrayPoolEventSource")
            EnableEvents(eventSource, EventLevel.Verbose);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // The base constructor listens before this one has run, and other threads rent too.
        if (_out is null || Environment.CurrentManagedThreadId != _thread || eventData.Payload is not [int id, ..])
            return;
        if (eventData.EventId == Rented)
        {
            Count++;
            _out.Add(id);
        }
        else if (eventData.EventId == Returned && !_out.Remove(id))
        {
            GivenBackTwice++;
        }
    }
}
