using System.Buffers;

namespace TwistedSharp.Internet;

/// <content>The way up: ciphertext is fed to SslStream, and what it makes of it delivered.</content>
internal sealed partial class TlsTransport
{
    private DelayedCall? _resume;
    private byte[]? _received;
    private ValueTask<int> _read;
    private bool _readStarted;
    private bool _pumping;
    private bool _paused;

    /// <summary>Whether what comes is decrypted: to be delivered, or after a close to find the peer's close_notify.</summary>
    private bool IsReading => _state switch
    {
        Progress.Open => !_paused,
        Progress.WaitingForProducer or Progress.Closing => true,
        _ => false,
    };

    public void DataReceived(ReadOnlySpan<byte> data)
    {
        if (IsHandshaking ? !MaySend(data.Length) : _state is not (Progress.Open or Progress.WaitingForProducer or Progress.Closing))
            return;
        _inSsl = true;
        using (InlineScope.Enter())
            _wire!.Feed(data); // Set in Begin.
        LeaveSsl();
        Pump();
    }

    public void PauseProducing()
    {
        if (_state != Progress.Open && !IsHandshaking)
            return;
        _paused = true;
        // The handshake itself goes on.
        if (_state == Progress.Open)
            Inner.PauseProducing();
    }

    public void ResumeProducing()
    {
        if (!_paused)
            return;
        _paused = false;
        if (_state == Progress.Open)
            ReadOn();
    }

    /// <summary>Decrypted data may be waiting: it comes in a later turn, never inside this call, and before anything new.</summary>
    private void ReadOn()
    {
        if (_pumping || (_readStarted && !_read.IsCompleted))
            Inner.ResumeProducing();
        else if (_resume is not { Active: true })
            _resume = clock.CallLater(TimeSpan.Zero, Resumed);
    }

    private void Resumed()
    {
        if (!IsReading)
            return;
        Pump();
        if (IsReading)
            Inner.ResumeProducing();
    }

    private void Pump()
    {
        if (_pumping)
            return;
        _pumping = true;
        try
        {
            if (IsHandshaking && _handshake is { IsCompleted: true } handshake)
                HandshakeEnded(handshake);
            while (IsReading)
            {
                if (!_readStarted)
                    StartRead();
                if (!_read.IsCompleted)
                    return;
                FinishRead();
            }
        }
        finally
        {
            _pumping = false;
        }
    }

    private void StartRead()
    {
        _received ??= ArrayPool<byte>.Shared.Rent(RecordBytes);
        _inSsl = true;
        using (InlineScope.Enter())
            _read = _ssl!.ReadAsync(_received); // Set in Begin.
        _readStarted = true;
        LeaveSsl();
    }

    private void FinishRead()
    {
        _readStarted = false;
        int count;
        try
        {
            count = _read.GetAwaiter().GetResult(); // Completed: this does not block.
        }
        catch (Exception e)
        {
            if (_state == Progress.Closing)
                Finish();
            else
                Break(new Failure(new ConnectionLostException($"The TLS connection to {party.PeerName} broke: {e.Message}", e)));
            return;
        }
        if (count == 0)
            PeerClosed();
        else if (_state == Progress.Open)
            Deliver(count);
    }

    private void Deliver(int count)
    {
        var protocol = _protocol!; // Open means it was built.
        _callbackDepth++;
        try
        {
            protocol.DataReceived(_received.AsSpan(0, count));
        }
        catch (Exception e)
        {
            Log.Err(e, $"DataReceived of {protocol} failed");
            Break(new Failure(e));
        }
        finally
        {
            LeaveCallback();
        }
    }
}
