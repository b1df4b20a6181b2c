namespace TwistedSharp.Web.Client.Tests.Connections.Bodies;

/// <summary>A stream whose reads end when the test says so, on whatever thread.</summary>
internal sealed class FakeStream : Stream
{
    private TaskCompletionSource<byte[]>? _reading;

    internal int Reads { get; private set; }

    internal bool IsClosed { get; private set; }

    internal CancellationToken Token { get; private set; }

    internal Exception? FailsToClose { get; init; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Reads++;
        Token = cancellationToken;
        _reading = new TaskCompletionSource<byte[]>();
        var bytes = await _reading.Task.ConfigureAwait(false);
        bytes.CopyTo(buffer);
        return bytes.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    internal void Give(byte[] bytes) => _reading!.SetResult(bytes);

    internal void Fail(Exception reason) => _reading!.SetException(reason);

    protected override void Dispose(bool disposing)
    {
        IsClosed = true;
        if (FailsToClose is not null)
            throw FailsToClose;
        base.Dispose(disposing);
    }
}
