namespace TwistedSharp.Peer.Tests;

/// <summary>What one end of a conversation in strings says; the counterparts are Answer and Ask in peer.py.</summary>
internal abstract class Talk
{
    /// <summary>Why the connection has ended; null while it has not.</summary>
    internal Failure? Ended { get; private set; }

    /// <summary>The length of the longest string that has come.</summary>
    internal int LongestTaken { get; private set; }

    internal virtual void Begin(ITalker talker) { }

    internal void Take(ITalker talker, ReadOnlySpan<byte> text)
    {
        LongestTaken = Math.Max(LongestTaken, text.Length);
        Heard(talker, text);
    }

    internal void End(Failure reason) => Ended = reason;

    private protected abstract void Heard(ITalker talker, ReadOnlySpan<byte> text);

    /// <summary>Answers each string with its bytes in reverse order.</summary>
    internal sealed class Answer : Talk
    {
        private protected override void Heard(ITalker talker, ReadOnlySpan<byte> text)
        {
            var answer = text.ToArray();
            answer.AsSpan().Reverse();
            talker.Send(answer);
        }
    }

    /// <summary>Sends strings of many lengths at once, keeps what comes back, and closes when it has as many.</summary>
    /// <param name="letters">What the strings are made of.</param>
    /// <param name="longest">The length that none of them exceeds.</param>
    internal sealed class Ask(string letters, int longest) : Talk
    {
        private static readonly int[] Lengths = [0, 1, 9, 10, 99, 100, 255, 256, 8000, 16384, 65535, 99999];

        internal List<byte[]> Sent { get; } = [];

        internal List<byte[]> Received { get; } = [];

        internal override void Begin(ITalker talker)
        {
            var lengths = Lengths.Where(length => length <= longest).ToList();
            foreach (var length in lengths.Concat(Enumerable.Reverse(lengths)))
            {
                Sent.Add([.. Enumerable.Range(0, length).Select(i => (byte)letters[i % letters.Length])]);
                talker.Send(Sent[^1]);
            }
        }

        private protected override void Heard(ITalker talker, ReadOnlySpan<byte> text)
        {
            Received.Add(text.ToArray());
            if (Received.Count == Sent.Count)
                talker.Transport.LoseConnection();
        }
    }
}
