using System.Buffers;

namespace TwistedSharp.Protocols;

/// <summary>The bytes a protocol has received and not used yet.</summary>
/// <remarks>
/// <para>First come those kept from earlier pieces, then the piece now being received. The piece stays where it is: it is pinned while
/// <see cref="Feed"/> runs, what lies whole in it is handed out from there, and only what is left of it at the end is copied. A pointer,
/// since a callback may ask for the rest of the piece and a field cannot hold a span.</para>
/// <para>When the kept array is full, its bytes are moved to its front if that frees half of it, else to a new one of twice the size that
/// is needed, so that input in single bytes costs constant time for each. Nothing is moved inside it while bytes of it may be in a
/// callback's hands.</para>
/// </remarks>
internal sealed unsafe class InputQueue
{
    private const int FirstCapacity = 256;

    // An array above this size is borrowed, and given back as soon as it is empty: a connection that waits holds no more.
    private const int BorrowAbove = 4096;

    private byte[] _kept = [];
    private int _start;
    private int _end;
    private byte* _piece;
    private byte* _pieceEnd;
    private int _searched;
    private bool _taking;

    /// <summary>How many bytes there are.</summary>
    internal int Count => KeptCount + PieceCount;

    /// <summary>The bytes at the front that lie together; all of them when none were kept.</summary>
    internal ReadOnlySpan<byte> First => KeptCount > 0 ? Kept : Piece;

    private int KeptCount => _end - _start;

    private int PieceCount => (int)(_pieceEnd - _piece);

    private ReadOnlySpan<byte> Kept => _kept.AsSpan(_start, KeptCount);

    private ReadOnlySpan<byte> Piece => new(_piece, PieceCount);

    /// <summary>Adds a piece and has the taker take what it can; from inside the taker it only adds.</summary>
    internal void Feed(ReadOnlySpan<byte> data, IInputTaker taker)
    {
        if (_taking)
        {
            Append(data);
            return;
        }
        fixed (byte* piece = data)
        {
            _piece = piece;
            _pieceEnd = piece + data.Length;
            _taking = true;
            try
            {
                taker.TakeInput();
            }
            finally
            {
                _taking = false;
                // The callbacks are over, and nobody has bytes of the array any more.
                if (KeptCount == 0)
                    _start = _end = 0;
                Keep(PieceCount);
                _piece = _pieceEnd = null;
                if (KeptCount == 0)
                    Release();
            }
        }
    }

    /// <summary>Shows the bytes up to a delimiter, if it is there; they and the delimiter are still to be skipped.</summary>
    internal bool TryPeekTo(ReadOnlySpan<byte> delimiter, out ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            var first = First;
            var at = first[_searched..].IndexOf(delimiter);
            if (at >= 0)
            {
                _searched += at;
                bytes = first[.._searched];
                return true;
            }
            // The delimiter's beginning may be there already.
            _searched = Math.Max(0, first.Length - delimiter.Length + 1);
            if (KeptCount == 0 || PieceCount == 0)
            {
                bytes = default;
                return false;
            }
            // No more of the piece than this line may need: the lines after it stay where they are.
            var end = Piece.IndexOf(delimiter[^1]);
            Keep(end < 0 ? PieceCount : end + 1);
        }
    }

    /// <summary>Shows a number of bytes at the front, if there are so many.</summary>
    internal bool TryPeek(int count, out ReadOnlySpan<byte> bytes)
    {
        if (KeptCount > 0 && KeptCount < count)
            Keep(Math.Min(count - KeptCount, PieceCount));
        var first = First;
        if (first.Length < count)
        {
            bytes = default;
            return false;
        }
        bytes = first[..count];
        return true;
    }

    /// <summary>Takes a number of bytes off the front, no more than <see cref="First"/> has.</summary>
    internal void Skip(int count)
    {
        _searched = 0;
        if (KeptCount > 0)
            _start += count;
        else
            _piece += count;
    }

    /// <summary>Takes everything, in one span.</summary>
    internal ReadOnlySpan<byte> TakeAll()
    {
        if (KeptCount > 0)
            Keep(PieceCount);
        var all = First;
        Skip(all.Length);
        return all;
    }

    /// <summary>Puts other bytes in the place of all there are.</summary>
    internal void Replace(ReadOnlySpan<byte> data)
    {
        _searched = 0;
        _start = _end;
        _piece = _pieceEnd;
        AppendToKept(data, mayMove: false);
    }

    /// <summary>Has the next search for a delimiter begin at the front.</summary>
    internal void ForgetSearch() => _searched = 0;

    /// <summary>A copy of everything.</summary>
    internal byte[] ToArray() => [.. Kept, .. Piece];

    /// <summary>Takes everything, as a copy.</summary>
    internal byte[] TakeCopy()
    {
        var all = ToArray();
        Replace(default);
        return all;
    }

    private void Append(ReadOnlySpan<byte> data)
    {
        fixed (byte* start = data)
        {
            // A callback that gives back the end of what it got: it is still where it was.
            if (Count == 0 && data.Length > 0 && start + data.Length == _pieceEnd)
            {
                _piece = start;
                return;
            }
        }
        // The same after a pause, when all of it was kept.
        if (Count == 0 && _kept.AsSpan(0, _end).Overlaps(data, out var at) && at + data.Length == _end)
        {
            _start = at;
            return;
        }
        Keep(PieceCount, mayMove: false);
        AppendToKept(data, mayMove: false);
    }

    private void Keep(int count, bool mayMove = true)
    {
        AppendToKept(Piece[..count], mayMove);
        _piece += count;
    }

    /// <summary>Copies bytes to the end.</summary>
    /// <param name="data">They.</param>
    /// <param name="mayMove">Whether no callback is under way, which may have bytes of the array.</param>
    private void AppendToKept(ReadOnlySpan<byte> data, bool mayMove)
    {
        if (data.IsEmpty)
            return;
        var needed = KeptCount + data.Length;
        if (_kept.Length - _end >= data.Length)
        {
            // It fits.
        }
        else if (mayMove && needed <= _kept.Length / 2)
        {
            Kept.CopyTo(_kept);
            _end = KeptCount;
            _start = 0;
        }
        else
        {
            // The one before is left to the collector: a callback may have bytes of it.
            var capacity = (int)Math.Min(Math.Max(FirstCapacity, 2L * needed), Array.MaxLength);
            var larger = capacity > BorrowAbove ? ArrayPool<byte>.Shared.Rent(capacity) : new byte[capacity];
            Kept.CopyTo(larger);
            _end = KeptCount;
            _start = 0;
            _kept = larger;
        }
        data.CopyTo(_kept.AsSpan(_end));
        _end += data.Length;
    }

    private void Release()
    {
        if (_kept.Length <= BorrowAbove)
            return;
        ArrayPool<byte>.Shared.Return(_kept);
        _kept = [];
    }
}
