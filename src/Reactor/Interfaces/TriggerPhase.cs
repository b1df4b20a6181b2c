namespace TwistedSharp.Internet;

/// <summary>When a system event trigger runs.</summary>
public enum TriggerPhase
{
    /// <summary>First; the event waits for the Deferreds that these triggers return.</summary>
    Before,

    /// <summary>When the event happens.</summary>
    During,

    /// <summary>When it is over.</summary>
    After,
}
