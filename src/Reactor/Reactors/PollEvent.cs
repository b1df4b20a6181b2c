namespace TwistedSharp.Internet;

/// <summary>A registration that is ready.</summary>
/// <param name="Token">Which.</param>
/// <param name="Ready">For what.</param>
internal readonly record struct PollEvent(PollToken Token, PollInterest Ready);
