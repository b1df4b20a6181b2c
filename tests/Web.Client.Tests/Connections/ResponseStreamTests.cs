using System.Text;
using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Connections;

/// <summary>A body as a stream and as a sequence, on the thread that brings it.</summary>
public sealed class ResponseStreamTests
{
    private readonly byte[] _buffer = new byte[4];
    private Web _web = null!;

    private FakeConnection Connection => _web.Route.Last;

    [SetUp]
    public void SetUp() => _web = new Web();

    [Test]
    public void Read_PieceByPiece_GivesTheBodyAndKeepsTheConnection()
    {
        var response = Respond("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n");
        var stream = response.ReadStream();
        Read(stream).Should().Be("abcd");
        Read(stream).Should().Be("ef");
        var waiting = stream.ReadAsync(_buffer);
        waiting.IsCompleted.Should().BeFalse();
        Connection.Feed("3\r\nghi\r\n0\r\nX-Sum: 9\r\n\r\n");
        Text(waiting.Result).Should().Be("ghi");
        Read(stream).Should().BeEmpty();
        Read(stream).Should().BeEmpty();
        response.Trailers!.GetFirst("x-sum").Should().Be("9");
        stream.Dispose();
        _web.Pool.IdleConnections.Should().Be(1);
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Connection_WhileNobodyReads_IsHeldBack()
    {
        var stream = Respond("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n").ReadStream();
        Connection.Feed("abcd");
        Connection.Feed("efgh");
        Connection.Transport.ProducerState.Should().Be(ProducerState.Paused);
        Read(stream).Should().Be("abcd");
        Connection.Transport.ProducerState.Should().Be(ProducerState.Producing);
        Connection.Pump();
        Read(stream).Should().Be("efgh");
    }

    [Test]
    public void Body_BreaksOff_WhatCameIsReadFirst()
    {
        var stream = Respond("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nab").ReadStream();
        Connection.Lose();
        Read(stream).Should().Be("ab");
        Awaiting(stream).Should().Throw<ResponseFailedException>();
        Awaiting(stream).Should().Throw<ResponseFailedException>();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Body_BreaksOffWhileItIsRead_TheReadFails()
    {
        var stream = Respond("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n").ReadStream();
        var waiting = stream.ReadAsync(_buffer);
        Connection.Lose();
        Result(waiting).Should().Throw<ResponseFailedException>();
    }

    [Test]
    public void Dispose_BeforeTheEnd_AbortsTheConnection()
    {
        var stream = Respond("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nab").ReadStream();
        var waiting = stream.ReadAsync(new byte[2]);
        waiting.IsCompleted.Should().BeTrue();
        var next = stream.ReadAsync(_buffer);
        stream.Dispose();
        Result(next).Should().Throw<ObjectDisposedException>();
        Connection.Transport.Aborted.Should().BeTrue();
        stream.Dispose();
        stream.CanRead.Should().BeFalse();
        Awaiting(stream).Should().Throw<ObjectDisposedException>();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Read_CancelledByToken_LeavesTheBody()
    {
        var stream = Respond("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n").ReadStream();
        using var cancel = new CancellationTokenSource();
        var waiting = stream.ReadAsync(_buffer, cancel.Token);
        stream.Invoking(s => s.ReadAsync(_buffer)).Should().Throw<InvalidOperationException>("one waits");
        cancel.Cancel();
        Result(waiting).Should().Throw<OperationCanceledException>().Which.CancellationToken.Should().Be(cancel.Token);
        stream.ReadAsync(_buffer, cancel.Token).IsCanceled.Should().BeTrue();
        Connection.Feed("ab");
        Read(stream).Should().Be("ab");
        Read(stream).Should().BeEmpty();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Read_OnTheThreadThatBringsTheBody_IsRefusedAndElsewhereWorks()
    {
        var stream = new Response(new Request("GET", URI.Parse("http://a/")), 200, body: "abcdef"u8.ToArray()).ReadStream();
        stream.Invoking(s => s.Read(_buffer, 0, 4)).Should().Throw<InvalidOperationException>().WithMessage("*ReadAsync*");
        var thread = new Thread(() => Text(stream.Read(_buffer, 0, 4)).Should().Be("abcd"));
        thread.Start();
        thread.Join();
        Read(stream).Should().Be("ef");
        Read(stream).Should().BeEmpty();
    }

    [Test]
    public void Stream_CanOnlyBeRead()
    {
        var stream = Respond("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n").ReadStream();
        (stream.CanRead, stream.CanWrite, stream.CanSeek).Should().Be((true, false, false));
        stream.Invoking(s => s.Write(_buffer, 0, 1)).Should().Throw<NotSupportedException>();
        stream.Invoking(s => s.SetLength(1)).Should().Throw<NotSupportedException>();
        stream.Invoking(s => s.Seek(0, SeekOrigin.Begin)).Should().Throw<NotSupportedException>();
        stream.Invoking(s => s.Position = 1).Should().Throw<NotSupportedException>();
        stream.Invoking(s => s.Length).Should().Throw<NotSupportedException>();
        stream.Invoking(s => s.Position).Should().Throw<NotSupportedException>();
        stream.Flush();
        stream.ReadAsync(Memory<byte>.Empty).Result.Should().Be(0);
    }

    [Test]
    public void ReadStream_BodyAskedForBefore_IsRefused()
    {
        var response = Respond("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
        response.ReadStream();
        response.Invoking(r => r.ReadStream()).Should().Throw<InvalidOperationException>();
        response.Invoking(r => r.ReadChunks()).Should().Throw<InvalidOperationException>();
        response.Invoking(r => r.Discard()).Should().Throw<InvalidOperationException>();
    }

    [Test]
    public async Task ReadChunks_EveryPiece_IsGivenInOrder()
    {
        var response = new Response(new Request("GET", URI.Parse("http://a/")), 200, body: new byte[100_000]);
        long bytes = 0;
        await foreach (var chunk in response.ReadChunks())
            bytes += chunk.Length;
        bytes.Should().Be(100_000);
    }

    [Test]
    public async Task ReadChunks_EndedEarly_AbortsTheConnection()
    {
        var response = Respond("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nab");
        await foreach (var chunk in response.ReadChunks())
        {
            Encoding.ASCII.GetString(chunk.Span).Should().Be("ab");
            break;
        }
        Connection.Transport.Aborted.Should().BeTrue();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Tls_OfAPlainConnection_IsNull() => Respond("HTTP/1.1 204 x\r\n\r\n").Tls.Should().BeNull();

    [Test]
    public void Discard_SmallBody_IsReadAndTheConnectionKept()
    {
        var done = Respond("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nabcd").Discard(8);
        AssertNoResult(done);
        Connection.Feed("efgh");
        SuccessResultOf(done).Should().BeTrue();
        _web.Pool.IdleConnections.Should().Be(1);
        _web.AssertNothingIsLeft();
    }

    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabcdefghi")]
    public void Discard_LargeBody_AbortsTheConnection(string head)
    {
        SuccessResultOf(Respond(head).Discard(8)).Should().BeFalse();
        Connection.Transport.Aborted.Should().BeTrue();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Discard_BodyBreaksOff_SaysSo()
    {
        var done = Respond("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nabcd").Discard();
        Connection.Lose();
        SuccessResultOf(done).Should().BeFalse();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Discard_Cancelled_AbortsTheConnection()
    {
        var done = Respond("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nabcd").Discard();
        done.Cancel();
        FailureResultOf<Defer.CancelledException>(done);
        Connection.Transport.Aborted.Should().BeTrue();
        _web.AssertNothingIsLeft();
    }

    [Test]
    public void Discard_NoBody_IsDone() => SuccessResultOf(Respond("HTTP/1.1 204 x\r\n\r\n").Discard(0)).Should().BeTrue();

    private Response Respond(string text)
    {
        var asked = _web.Ask();
        Connection.Feed(text);
        return SuccessResultOf(asked);
    }

    private string Read(Stream stream)
    {
        var read = stream.ReadAsync(_buffer);
        read.IsCompleted.Should().BeTrue();
        return Text(read.Result);
    }

    private string Text(int count) => Encoding.ASCII.GetString(_buffer, 0, count);

    private Action Awaiting(Stream stream) => () => Result(stream.ReadAsync(_buffer))();

    private static Action Result(ValueTask<int> read)
    {
        read.IsCompleted.Should().BeTrue();
        return () => read.GetAwaiter().GetResult();
    }
}
