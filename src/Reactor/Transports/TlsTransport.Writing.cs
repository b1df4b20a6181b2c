using System.Buffers;

namespace TwistedSharp.Internet;

/// <content>The way down: plaintext is gathered, encrypted, and queued below.</content>
internal sealed partial class TlsTransport
{
    // The most plaintext one record carries (RFC 8446 section 5.1).
    private const int RecordBytes = 16384;

    private readonly ArrayBufferWriter<byte> _scratch = new();
    private byte[] _plain = [];
    private int _plainCount;
    private int _callbackDepth;
    private bool _inWrite;

    public void Write(ReadOnlySpan<byte> data)
    {
        if (!CanWrite())
            return;
        // One write stays one: what a producer writes when it is paused comes behind it.
        _inWrite = true;
        while (!data.IsEmpty)
        {
            Reserve(1);
            var count = Math.Min(data.Length, _plain.Length - _plainCount);
            data[..count].CopyTo(_plain.AsSpan(_plainCount));
            data = data[count..];
            Written(count);
        }
        _inWrite = false;
        EncryptUnlessInCallback();
    }

    /// <summary>One write of all: small pieces share a record.</summary>
    public void WriteSequence(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        _callbackDepth++;
        try
        {
            foreach (var piece in pieces)
                Write(piece.Span);
        }
        finally
        {
            LeaveCallback();
        }
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (!CanWrite())
            return _scratch.GetMemory(sizeHint);
        Reserve(Math.Max(sizeHint, 1));
        return _plain.AsMemory(_plainCount);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (!CanWrite())
            return;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _plain.Length - _plainCount);
        Written(count);
        EncryptUnlessInCallback();
    }

    private bool CanWrite() => _state switch
    {
        Progress.Open => true,
        // Before it there is a protocol only after StartTLS.
        Progress.Handshaking => _isUpgrade,
        Progress.HandshakingToClose or Progress.WaitingForProducer => _producer is not null,
        _ => false,
    };

    private void Reserve(int count)
    {
        if (_plain.Length - _plainCount >= count)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(RecordBytes, 2 * _plainCount), _plainCount + count));
        _plain.AsSpan(0, _plainCount).CopyTo(larger);
        Return(_plain);
        _plain = larger;
    }

    private void Written(int count)
    {
        _plainCount += count;
        if (IsHandshaking)
            HoldProducerIfFull();
        else if (_plainCount >= RecordBytes)
            Encrypt();
    }

    private void EncryptUnlessInCallback()
    {
        if (_callbackDepth == 0)
            Encrypt();
        if (_pause == Telling.Due && !_inSsl)
            TellProducer();
    }

    private void LeaveCallback()
    {
        if (--_callbackDepth == 0)
            Encrypt();
    }

    private void Encrypt()
    {
        if (_inSsl || _plainCount == 0 || _state is not (Progress.Open or Progress.WaitingForProducer))
            return;
        var (plain, count) = (_plain, _plainCount);
        (_plain, _plainCount) = ([], 0);
        _inSsl = true;
        try
        {
            _ssl!.Write(plain, 0, count); // Set in Begin.
            Return(plain);
        }
        catch (Exception e)
        {
            Break(new Failure(new ConnectionLostException($"The TLS connection to {party.PeerName} broke: {e.Message}", e)));
        }
        finally
        {
            LeaveSsl();
        }
    }

    private static void Return(byte[] buffer)
    {
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
