using System.Text;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

public sealed class WriteSequenceTests(Type kind) : TcpContract(kind)
{
    [Test]
    public void WriteSequence_WithoutAWrite_SendsAllInOrder()
    {
        var server = new RecordingProtocol();
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                p.Transport.WriteSequence([Bytes("some "), Bytes(""), Bytes("data"), Bytes(" here")]);
                p.Transport.WriteSequence([]);
                p.Transport.Write("!"u8);
                p.Transport.WriteSequence([Bytes("?")]);
                p.Transport.LoseConnection();
            },
        };
        RunPair(server, client);
        server.Text.Should().Be("some data here!?");
    }

    [Test]
    public void WriteSequence_StreamingProducer_IsPausedOnceAndResumedWhenEmpty()
    {
        var calls = new List<string>();
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                p.Transport.RegisterProducer(
                    new Noting(calls, () =>
                    {
                        p.Transport.UnregisterProducer();
                        p.Transport.LoseConnection();
                    }),
                    streaming: true);
                p.Transport.WriteSequence(Enumerable.Repeat(new ReadOnlyMemory<byte>(new byte[40_000]), 3));
                calls.Should().Equal(["pause"], "it is one write");
            },
        };
        var server = new RecordingProtocol();
        RunPair(server, client);
        calls.Should().Equal("pause", "resume");
        server.ReceivedBytes.Should().Be(120_000);
    }

    [Test]
    public void WriteSequence_PullProducer_IsNotPaused()
    {
        var calls = new List<string>();
        var client = new RecordingProtocol
        {
            OnMade = p => p.Transport.RegisterProducer(
                new Noting(calls, () =>
                {
                    if (calls.Count == 1)
                    {
                        p.Transport.WriteSequence([new byte[100_000]]);
                        return;
                    }
                    p.Transport.UnregisterProducer();
                    p.Transport.LoseConnection();
                }),
                streaming: false),
        };
        RunPair(new RecordingProtocol(), client);
        calls.Should().Equal("resume", "resume");
    }

    [Test]
    public void WriteSequence_SequenceThrowsHalfWay_WhatCameBeforeIsSent()
    {
        static IEnumerable<ReadOnlyMemory<byte>> Broken()
        {
            yield return Bytes("first");
            throw new InvalidOperationException("boom");
        }
        var server = new RecordingProtocol();
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                FluentActions.Invoking(() => p.Transport.WriteSequence(Broken())).Should().Throw<InvalidOperationException>();
                FluentActions.Invoking(() => p.Transport.WriteSequence(null!)).Should().Throw<ArgumentNullException>();
                p.Transport.LoseConnection();
            },
        };
        RunPair(server, client);
        server.Text.Should().Be("first");
    }

    [Test]
    public void WriteSequence_AfterTheEnd_IsDropped()
    {
        var client = new RecordingProtocol
        {
            OnMade = p => p.Transport.LoseConnection(),
            OnLost = (p, _) =>
            {
                p.Transport.WriteSequence([Bytes("late")]);
                p.Transport.IsOutputPending.Should().BeFalse();
            },
        };
        var server = new RecordingProtocol();
        RunPair(server, client);
        server.Text.Should().BeEmpty();
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.ASCII.GetBytes(text);

    private sealed class Noting(List<string> calls, Action resumed) : IPushProducer
    {
        public void PauseProducing() => calls.Add("pause");

        public void ResumeProducing()
        {
            calls.Add("resume");
            resumed();
        }

        public void StopProducing() => calls.Add("stop");
    }
}
