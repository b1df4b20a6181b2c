namespace TwistedSharp.Internet;

/// <summary>Hears what happens to a pipe.</summary>
internal interface IPipeOwner
{
    /// <summary>Bytes came; what this throws closes the pipe.</summary>
    void PipeDataReceived(int name, ReadOnlySpan<byte> data);

    /// <summary>The pipe is closed; called once, last.</summary>
    void PipeLost(int name, Failure reason);
}
