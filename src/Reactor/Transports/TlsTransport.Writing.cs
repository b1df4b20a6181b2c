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
    private bool _encrypting;

    public void Write(ReadOnlySpan<byte> data)
    {
        if (!CanWrite())
            return;
        while (!data.IsEmpty)
        {
            Reserve(1);
            var count = Math.Min(data.Length, _plain.Length - _plainCount);
            data[..count].CopyTo(_plain.AsSpan(_plainCount));
            data = data[count..];
            Written(count);
        }
        EncryptUnlessInCallback();
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

    public void RegisterProducer(IProducer producer, bool streaming)
    {
        ArgumentNullException.ThrowIfNull(producer);
        if (!CanWrite())
        {
            producer.StopProducing();
            return;
        }
        if (_producer is not null)
            throw new InvalidOperationException($"Cannot register {producer}: {_producer} is registered already; unregister it first.");
        // The queue that fills is the one below, so the producer belongs there. It may write at once, or be done at once.
        _producer = producer;
        Inner.RegisterProducer(producer, streaming);
    }

    public void UnregisterProducer()
    {
        if (_producer is null)
            return;
        _producer = null;
        Inner.UnregisterProducer();
        if (_state == Progress.WaitingForProducer)
            Close();
    }

    private bool CanWrite() => _state is Progress.Open || (_state is Progress.WaitingForProducer && _producer is not null);

    private void Reserve(int count)
    {
        if (_plain.Length - _plainCount >= count)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(RecordBytes, _plainCount + count));
        _plain.AsSpan(0, _plainCount).CopyTo(larger);
        Return(_plain);
        _plain = larger;
    }

    private void Written(int count)
    {
        _plainCount += count;
        if (_plainCount >= RecordBytes)
            Encrypt();
    }

    private void EncryptUnlessInCallback()
    {
        if (_callbackDepth == 0)
            Encrypt();
    }

    private void LeaveCallback()
    {
        if (--_callbackDepth == 0)
            Encrypt();
    }

    private void Encrypt()
    {
        // The queue below may pause the producer in the middle, and that may write: SslStream allows no write within a write.
        if (_encrypting || _plainCount == 0)
            return;
        _encrypting = true;
        try
        {
            while (_plainCount > 0 && _state is Progress.Open or Progress.WaitingForProducer)
            {
                var (plain, count) = (_plain, _plainCount);
                (_plain, _plainCount) = ([], 0);
                _ssl!.Write(plain, 0, count); // Set in MakeConnection.
                Return(plain);
            }
        }
        catch (Exception e)
        {
            Break(new Failure(new ConnectionLostException($"The TLS connection to {party.PeerName} broke: {e.Message}", e)));
        }
        finally
        {
            _encrypting = false;
        }
        // A close that came in the middle.
        if (_state == Progress.WaitingForProducer && _producer is null)
            Close();
    }

    private static void Return(byte[] buffer)
    {
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
