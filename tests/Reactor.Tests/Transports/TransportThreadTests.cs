using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

/// <summary>A connection is its reactor's thread's, whatever is called.</summary>
public sealed class TransportThreadTests(Type kind) : TcpContract(kind)
{
    private static readonly Dictionary<string, Action<ITransport>> Uses = new()
    {
        ["Write"] = t => t.Write("x"u8),
        ["WriteSequence"] = t => t.WriteSequence([new byte[1]]),
        ["GetSpan"] = t => t.GetSpan(),
        ["GetMemory"] = t => t.GetMemory(),
        ["RegisterProducer"] = t => t.RegisterProducer(new NoProducer(), streaming: false),
        ["UnregisterProducer"] = t => t.UnregisterProducer(),
        ["PauseProducing"] = t => t.PauseProducing(),
        ["ResumeProducing"] = t => t.ResumeProducing(),
        ["LoseConnection"] = t => t.LoseConnection(),
        ["AbortConnection"] = t => t.AbortConnection(),
    };

    public static IEnumerable<string> Members => Uses.Keys;

    [TestCaseSource(nameof(Members))]
    public void Member_CalledOnAnotherThread_ThrowsAndChangesNothing(string member)
    {
        Exception? thrown = null;
        var client = new RecordingProtocol();
        client.OnMade = p =>
        {
            var stranger = new Thread(() =>
            {
                try
                {
                    Uses[member](p.Transport);
                }
                catch (InvalidOperationException e)
                {
                    thrown = e;
                }
            });
            stranger.Start();
            stranger.Join();
            p.Transport.Write("from home"u8);
            p.Transport.LoseConnection();
        };
        var server = new RecordingProtocol();
        RunPair(server, client);
        thrown.Should().NotBeNull();
        thrown!.Message.Should().Match($"{member} was called on thread *, but {Reactor.GetType().Name} runs on thread *CallFromThread*"); // Not null.
        server.Received.Should().Equal("from home"u8.ToArray());
    }

    private sealed class NoProducer : IProducer
    {
        public void ResumeProducing()
        {
        }

        public void StopProducing()
        {
        }
    }
}
