using System.Buffers.Binary;
using System.Security.Cryptography;
using TwistedSharp.Internet;

namespace TwistedSharp.Peer.Tests;

/// <summary>Sends so many bytes while it receives as many, and keeps the sums of both; the counterpart of Exchange in peer.py.</summary>
/// <remarks>It never holds more than one piece, so what the process's memory grows by meanwhile is the transport's.</remarks>
internal sealed class Exchange : Protocol, IPushProducer, IDisposable
{
    private const int MemoryLookBytes = 4 * 1024 * 1024;

    private readonly byte[] _piece = MakePiece();
    private readonly IncrementalHash _sentHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _receivedHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly bool _streaming;
    private long _toSend;
    private long _toReceive;
    private long _nextLook;
    private long _firstMemory;
    private bool _isPaused;

    /// <summary>One end.</summary>
    /// <param name="size">How many bytes go each way.</param>
    /// <param name="streaming">Whether it writes until it is held, or when it is asked.</param>
    internal Exchange(long size, bool streaming)
    {
        _toSend = _toReceive = size;
        _streaming = streaming;
    }

    /// <summary>How many bytes have come.</summary>
    internal long Received { get; private set; }

    /// <summary>The sum of what was sent, in hexadecimal; null while there is more to send.</summary>
    internal string? SentSum { get; private set; }

    /// <summary>The sum of what came, in hexadecimal; null while less than wanted has come.</summary>
    internal string? ReceivedSum { get; private set; }

    /// <summary>How often the transport has held or asked this producer.</summary>
    internal int Calls { get; private set; }

    /// <summary>By how many bytes the process's resident memory exceeded that at the start, at most; looked at by bytes received.</summary>
    internal long MemoryGrowth { get; private set; }

    /// <summary>Whether the connection has ended.</summary>
    internal bool HasEnded { get; private set; }

    public override void ConnectionMade()
    {
        // Aggressive: what earlier tests took must not hide what this one takes.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _firstMemory = Environment.WorkingSet;
        Transport.RegisterProducer(this, _streaming);
        if (_streaming)
            Produce();
    }

    public override void DataReceived(ReadOnlySpan<byte> data)
    {
        _receivedHash.AppendData(data);
        Received += data.Length;
        _toReceive -= data.Length;
        if (Received >= _nextLook)
        {
            _nextLook += MemoryLookBytes;
            MemoryGrowth = Math.Max(MemoryGrowth, Environment.WorkingSet - _firstMemory);
        }
        if (_toReceive <= 0)
            ReceivedSum = Convert.ToHexStringLower(_receivedHash.GetHashAndReset());
    }

    public override void ConnectionLost(Failure reason) => HasEnded = true;

    public void ResumeProducing()
    {
        Calls++;
        _isPaused = false;
        if (_streaming)
            Produce();
        else
            SendPiece();
    }

    public void PauseProducing()
    {
        Calls++;
        _isPaused = true;
    }

    public void StopProducing() { }

    public void Dispose()
    {
        _sentHash.Dispose();
        _receivedHash.Dispose();
    }

    private static byte[] MakePiece()
    {
        var piece = new byte[64 * 1024];
        for (var i = 0; i < piece.Length; i++)
            piece[i] = (byte)(i * 13 % 249);
        return piece;
    }

    private void Produce()
    {
        while (!_isPaused && _toSend > 0)
            SendPiece();
    }

    private void SendPiece()
    {
        // No piece is like another, so that none can be lost, doubled or moved unseen.
        BinaryPrimitives.WriteInt64BigEndian(_piece, _toSend);
        var piece = _piece.AsSpan(0, (int)Math.Min(_piece.Length, _toSend));
        _sentHash.AppendData(piece);
        _toSend -= piece.Length;
        Transport.Write(piece);
        if (_toSend > 0)
            return;
        SentSum = Convert.ToHexStringLower(_sentHash.GetHashAndReset());
        Transport.UnregisterProducer();
    }
}
