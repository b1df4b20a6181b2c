using System.IO.Pipes;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Tests.Reactors;

namespace TwistedSharp.Tests.Transports;

/// <summary>Standard input and output, played by pipes and files of our own.</summary>
public sealed class StandardIOTests(Type kind) : ReactorContract(kind)
{
    private AnonymousPipeServerStream _input = null!; // Made by SetUp: what we write is the input.
    private AnonymousPipeServerStream _output = null!; // Made by SetUp: what is output we read.

    [SetUp]
    public void MakePipes()
    {
        _input = new AnonymousPipeServerStream(PipeDirection.Out);
        _output = new AnonymousPipeServerStream(PipeDirection.In);
    }

    [TearDown]
    public void ClosePipes()
    {
        _input.Dispose();
        _output.Dispose();
    }

    [Test]
    public void Input_Bytes_ReachTheProtocol()
    {
        var protocol = new Recorder(Reactor);
        Run(() =>
        {
            Open(protocol);
            _input.Write("hello"u8);
            protocol.OnData = () => protocol.Transport.LoseConnection();
        });
        protocol.Received.Should().Equal("hello"u8.ToArray());
        protocol.Reason.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void Write_ThenLoseConnection_EverythingComesOut()
    {
        var data = new byte[500_000];
        new Random(2).NextBytes(data);
        var reading = ReadAll();
        var protocol = new Recorder(Reactor);
        Run(() =>
        {
            Open(protocol);
            protocol.Transport.Write(data);
            protocol.Transport.LoseConnection();
            protocol.Transport.Disconnecting.Should().BeTrue();
        });
        _output.DisposeLocalCopyOfClientHandle();
        reading.Result.Should().Equal(data);
        protocol.Transport.Connected.Should().BeFalse();
    }

    [Test]
    public void Input_Ends_EndsTheConnectionCleanly()
    {
        var protocol = new Recorder(Reactor);
        Run(() =>
        {
            Open(protocol);
            _input.Dispose();
        });
        protocol.Reason.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void Input_EndsForAHalfCloseableProtocol_ItMayStillWrite()
    {
        var protocol = new HalfCloser(Reactor);
        Run(() =>
        {
            Open(protocol);
            _input.Dispose();
            protocol.OnReadLost = () =>
            {
                protocol.Transport.Write("last words"u8);
                protocol.Transport.LoseConnection();
            };
        });
        _output.DisposeLocalCopyOfClientHandle();
        ReadAll().Result.Should().Equal("last words"u8.ToArray());
        protocol.Reason.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void LoseWriteConnection_HalfCloseable_TheInputGoesOn()
    {
        var protocol = new HalfCloser(Reactor);
        Run(() =>
        {
            var stdio = Open(protocol);
            stdio.LoseWriteConnection();
            protocol.OnWriteLost = () => _input.Write("after"u8);
            protocol.OnData = stdio.LoseConnection;
        });
        protocol.Received.Should().Equal("after"u8.ToArray());
    }

    [Test]
    public void Output_NobodyReadsIt_IsConnectionLost()
    {
        var protocol = new Recorder(Reactor);
        Run(() =>
        {
            Open(protocol);
            _output.Dispose();
            protocol.Transport.Write("into nowhere"u8);
        });
        protocol.Reason.Should().BeOfType<ConnectionLostException>();
    }

    [Test]
    public void Input_File_IsReadToItsEnd()
    {
        var path = Path.GetTempFileName();
        var content = new byte[200_000];
        new Random(3).NextBytes(content);
        File.WriteAllBytes(path, content);
        using (var file = File.OpenHandle(path))
        {
            var protocol = new Recorder(Reactor);
            Run(() => _ = new StandardIO(protocol, Reactor, (int)file.DangerousGetHandle(), Descriptor(_output)));
            protocol.Received.Should().Equal(content);
            protocol.Reason.Should().BeOfType<ConnectionDoneException>();
        }
        File.Delete(path);
    }

    [Test]
    public void Output_File_TakesEverything()
    {
        var path = Path.GetTempFileName();
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
        {
            var protocol = new Recorder(Reactor);
            Run(() =>
            {
                _ = new StandardIO(protocol, Reactor, Descriptor(_input), (int)file.DangerousGetHandle());
                protocol.Transport.Write("into a file"u8);
                protocol.Transport.LoseConnection();
            });
        }
        File.ReadAllText(path).Should().Be("into a file");
        File.Delete(path);
    }

    [Test]
    public void Addresses_AreAPipes()
    {
        var protocol = new Recorder(Reactor);
        Run(() =>
        {
            Open(protocol);
            protocol.Transport.GetHost().Should().Be(new PipeAddress());
            protocol.Transport.GetPeer().Should().Be(new PipeAddress());
            protocol.Transport.AbortConnection();
        });
        protocol.Reason.Should().BeOfType<ConnectionAbortedException>();
    }

    [Test]
    public void PauseProducing_Input_WaitsForResume()
    {
        var protocol = new Recorder(Reactor);
        var whilePaused = -1;
        Run(() =>
        {
            Open(protocol);
            protocol.Transport.PauseProducing();
            _input.Write("held"u8);
            Reactor.CallLater(0.02, () =>
            {
                whilePaused = protocol.Received.Count;
                protocol.Transport.ResumeProducing();
            });
            protocol.OnData = () => protocol.Transport.LoseConnection();
        });
        whilePaused.Should().Be(0);
        protocol.Received.Should().HaveCount(4);
    }

    [Test]
    public void RegisterProducer_OnTheOutput_IsAskedUntilItIsDone()
    {
        var reading = ReadAll();
        var protocol = new Recorder(Reactor);
        Run(() =>
        {
            Open(protocol);
            protocol.Transport.RegisterProducer(new Numbers(protocol), streaming: false);
        });
        _output.DisposeLocalCopyOfClientHandle();
        reading.Result.Should().Equal(Enumerable.Range(0, 100).Select(i => (byte)i));
    }

    [Test]
    public void Stop_WhileOpen_IsConnectionLostAndTheStreamsBlockForOthersAsBefore()
    {
        var protocol = new Recorder(Reactor) { StopsReactor = false };
        Run(() =>
        {
            Open(protocol);
            Reactor.Stop();
        });
        protocol.Reason.Should().BeOfType<ConnectionLostException>();
        FlagsOf(Descriptor(_input)).Should().NotHaveFlag(NonBlocking);
    }

    [Test]
    public void Open_OnATestReactor_Throws()
    {
        var open = () => new StandardIO(new Recorder(Reactor), new MemoryReactorClock());
        open.Should().Throw<ArgumentException>();
    }

    private const FileFlags NonBlocking = (FileFlags)0x800;

    [Flags]
    private enum FileFlags;

    private static int Descriptor(AnonymousPipeServerStream pipe) => (int)pipe.ClientSafePipeHandle.DangerousGetHandle();

    /// <summary>A descriptor's flags as Linux tells them, in octal.</summary>
    private static FileFlags FlagsOf(int descriptor) => (FileFlags)Convert.ToInt32(
        File.ReadLines($"/proc/self/fdinfo/{descriptor}").First(l => l.StartsWith("flags:", StringComparison.Ordinal))[6..].Trim(), 8);

    private StandardIO Open(IProtocol protocol) => new(protocol, Reactor, Descriptor(_input), Descriptor(_output));

    private Task<byte[]> ReadAll() => Task.Run(() =>
    {
        using var all = new MemoryStream();
        _output.CopyTo(all);
        return all.ToArray();
    });

    private class Recorder(PollReactor reactor) : Protocol
    {
        internal List<byte> Received { get; } = [];

        internal Exception? Reason { get; private set; }

        internal Action? OnData { get; set; }

        internal bool StopsReactor { get; init; } = true;

        public override void DataReceived(ReadOnlySpan<byte> data)
        {
            Received.AddRange(data);
            OnData?.Invoke();
        }

        public override void ConnectionLost(Failure reason)
        {
            Reason = reason.Value;
            if (StopsReactor)
                reactor.Stop();
        }
    }

    private sealed class HalfCloser(PollReactor reactor) : Recorder(reactor), IHalfCloseableProtocol
    {
        internal Action? OnReadLost { get; set; }

        internal Action? OnWriteLost { get; set; }

        public void ReadConnectionLost() => OnReadLost?.Invoke();

        public void WriteConnectionLost() => OnWriteLost?.Invoke();
    }

    private sealed class Numbers(Recorder protocol) : IProducer
    {
        private byte _next;

        public void ResumeProducing()
        {
            if (_next < 100)
            {
                protocol.Transport.Write([_next++]);
                return;
            }
            protocol.Transport.UnregisterProducer();
            protocol.Transport.LoseConnection();
        }

        public void StopProducing() => _next = 100;
    }
}
