using System.Text;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Fuzz.Targets;

/// <summary>The parser throws named errors only, takes a bounded number of steps, and says the same however the bytes are cut.</summary>
internal static class ParserTarget
{
    internal static void Run(byte[] input)
    {
        var choice = new Choice(input);
        string whole = Read(choice.Method, [choice.Bytes]);
        BrokenPromiseException.Unless(whole == Read(choice.Method, choice.Halves()), "Two halves say what the whole says.");
    }

    private static string Read(string method, byte[][] pieces)
    {
        var parser = new ResponseParser(Choice.Limits);
        parser.Start(method);
        var log = new StringBuilder();
        int room = pieces.Sum(piece => piece.Length) + pieces.Length + 3;
        bool ended = false;
        try
        {
            foreach (byte[] piece in pieces)
                ended = ended || Read(parser, piece, log, ref room);
            if (!ended)
                log.Append(parser.InputEnded());
        }
        catch (Exception e) when (e is ParseException or DataLossException)
        {
            log.Append(e.Message);
        }
        return log.ToString();
    }

    private static bool Read(ResponseParser parser, ReadOnlySpan<byte> input, StringBuilder log, ref int room)
    {
        while (true)
        {
            // Each event but the last two takes at least a byte.
            BrokenPromiseException.Unless(--room >= 0, "There are no more events than bytes.");
            ResponseEvent e = parser.Next(ref input, out var data);
            switch (e)
            {
                case ResponseEvent.NeedData:
                    BrokenPromiseException.Unless(input.IsEmpty, "Who needs more has taken all.");
                    return false;
                case ResponseEvent.Data:
                    BrokenPromiseException.Unless(!data.IsEmpty, "Data is never empty.");
                    log.Append(Encoding.Latin1.GetString(data));
                    break;
                case ResponseEvent.End:
                    log.Append(e).Append(parser.Trailers);
                    return true;
                default:
                    log.Append(e).Append(parser.Head.Status).Append(parser.Head.ToHeaders());
                    BrokenPromiseException.Unless(parser.Head.Count <= Choice.Limits.MaxHeaderCount, "There are no more fields than the limit.");
                    break;
            }
        }
    }
}
