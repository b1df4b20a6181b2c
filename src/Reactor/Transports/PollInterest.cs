namespace TwistedSharp.Internet;

/// <summary>What to watch a socket for, or what it is ready for.</summary>
[Flags]
internal enum PollInterest
{
    None = 0,
    Read = 1,
    Write = 2,
}
