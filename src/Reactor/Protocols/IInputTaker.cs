namespace TwistedSharp.Protocols;

/// <summary>Takes what an <see cref="InputQueue"/> holds.</summary>
internal interface IInputTaker
{
    /// <summary>Takes as much as it can use; never called while it runs.</summary>
    void TakeInput();
}
