namespace TwistedSharp.Internet;

/// <summary>Names one registration of one socket with the loop; never the descriptor, which the next socket gets at once.</summary>
/// <param name="Index">The slot.</param>
/// <param name="Generation">Which user of the slot; an event for an earlier one finds nothing.</param>
internal readonly record struct PollToken(int Index, uint Generation)
{
    internal ulong Packed => ((ulong)Generation << 32) | (uint)Index;

    internal static PollToken Unpack(ulong packed) => new((int)(uint)packed, (uint)(packed >> 32));
}
