namespace TwistedSharp.Internet;

/// <summary>A client endpoint that can tell how long it may take, and by what clock: what goes on over it later takes the same.</summary>
internal interface ITimedEndpoint
{
    IReactorTime Clock { get; }

    TimeSpan Timeout { get; }
}
