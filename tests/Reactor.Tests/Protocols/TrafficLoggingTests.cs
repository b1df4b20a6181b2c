using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Protocols;
using TwistedSharp.Tests.Defer;

namespace TwistedSharp.Tests.Protocols;

public sealed class TrafficLoggingTests
{
    private static readonly IPv4Address Peer = new("1.2.3.4", 5678);

    [Test]
    public void TrafficLogging_OneConnection_WritesDownAllOfIt()
    {
        var factory = new MemoryLogging();
        var transport = Connect(factory);
        var wrapped = factory.Last;
        wrapped.OnData = p => p.Transport.Write(p.Data);
        transport.Protocol!.DataReceived("here are some bytes"u8); // Set by Connect.
        wrapped.Transport.WriteSequence([new("vec"u8.ToArray()), new("tor\r\n\t'\\\0\u00ff"u8.ToArray())]);
        wrapped.Transport.LoseConnection();
        factory.Files["test-1"].ToString().ReplaceLineEndings("\n").Should().Be(
            "*\n"
            + "C 1: b'here are some bytes'\n"
            + "S 1: b'here are some bytes'\n"
            + @"SV 1: [b'vec', b'tor\r\n\t\'\\\x00\xc3\xbf']" + "\n"
            + "S 1: *\n"
            + "C 1: [Failure: TwistedSharp.Internet.ConnectionDoneException: The connection was closed cleanly.]\n");
        transport.ValueString().Should().Be("here are some bytesvector\r\n\t'\\\0\u00c3\u00bf");
        factory.Disposed.Should().Equal("test-1");
    }

    [Test]
    public void TrafficLogging_LongPieces_AreCut()
    {
        var factory = new MemoryLogging(lengthLimit: 4);
        Connect(factory).Protocol!.DataReceived("12345"u8); // Set by Connect.
        factory.Last.Transport.Write("1234"u8);
        factory.Files["test-1"].ToString().ReplaceLineEndings("\n").Should().Be("*\nC 1: b'1234'<... elided>\nS 1: b'1234'\n");
    }

    [Test]
    public void TrafficLogging_SeveralConnections_HaveAFileEach()
    {
        var factory = new MemoryLogging();
        Connect(factory);
        Connect(factory);
        factory.Files.Keys.Should().Equal("test-1", "test-2");
        factory.Files.Clear();
        factory.ResetCounter();
        Connect(factory);
        factory.Files.Keys.Should().Equal("test-1");
    }

    [Test]
    public void TrafficLogging_WrittenWhenLost_IsNotWrittenDown()
    {
        var factory = new MemoryLogging();
        var transport = Connect(factory);
        var wrapped = factory.Last;
        transport.Disconnect();
        wrapped.Transport.Write("too late"u8);
        factory.Files["test-1"].ToString().Should().NotContain("too late");
    }

    [Test]
    public void TrafficLogging_FileCannotBeWritten_ProtocolIsToldOfTheEnd()
    {
        var wrapped = new AccumulatingProtocol();
        var file = new FullDisk();
        var factory = new WrappingFactory(Factory.ForProtocol(() => wrapped));
        var protocol = new TrafficLoggingProtocol(factory, wrapped, file);
        protocol.MakeConnection(new StringTransport());
        file.IsFull = true;
        var reason = new Failure(new ConnectionDoneException("done"));
        protocol.Invoking(p => p.ConnectionLost(reason)).Should().Throw<IOException>();
        wrapped.ClosedReason.Should().BeSameAs(reason);
        factory.Protocols.Should().BeEmpty();
        file.IsDisposed.Should().BeTrue();
    }

    [Test]
    public void TrafficLogging_RealFiles_AreOpenedUnderTheirNames()
    {
        var directory = Directory.CreateTempSubdirectory("twistedsharp");
        try
        {
            var factory = new TrafficLoggingFactory(
                Factory.ForProtocol(() => new AccumulatingProtocol()), Path.Combine(directory.FullName, "traffic"));
            var transport = Connect(factory);
            transport.Protocol!.DataReceived("hello"u8); // Set by Connect.
            transport.Disconnect();
            File.ReadAllLines(Path.Combine(directory.FullName, "traffic-1")).Should().StartWith(["*", "C 1: b'hello'"]).And.HaveCount(3);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Test]
    public void Spewing_BothWays_AreLogged()
    {
        using var log = new LogWatch();
        var wrapped = new AccumulatingProtocol { OnData = p => p.Transport.Write("spewed back"u8) };
        var transport = Connect(new SpewingFactory(Factory.ForProtocol(() => wrapped)));
        transport.Protocol!.DataReceived("to be spewed\n"u8); // Set by Connect.
        log.Events.Select(e => e.Message).Where(m => m.Contains("spewed"))
            .Should().Equal(@"Received: b'to be spewed\n'", "Sending: b'spewed back'");
        wrapped.Text.Should().Be("to be spewed\n");
        transport.ValueString().Should().Be("spewed back");
    }

    private static StringTransport Connect(IFactory factory)
    {
        var protocol = factory.BuildProtocol(Peer)!; // These factories never refuse.
        var transport = new StringTransport { Protocol = protocol };
        protocol.MakeConnection(transport);
        return transport;
    }

    private sealed class MemoryLogging(int? lengthLimit = null) : TrafficLoggingFactory(new Inner(), "test", lengthLimit)
    {
        internal Dictionary<string, StringWriter> Files { get; } = [];

        internal List<string> Disposed { get; } = [];

        internal AccumulatingProtocol Last => ((Inner)WrappedFactory).Last!; // Asked for after it was built.

        protected override TextWriter Open(string name) => Files[name] = new Watched(() => Disposed.Add(name));

        private sealed class Inner : Factory
        {
            internal AccumulatingProtocol? Last { get; private set; }

            public override IProtocol? BuildProtocol(IAddress address) => Last = new AccumulatingProtocol();
        }

        private sealed class Watched(Action disposed) : StringWriter
        {
            protected override void Dispose(bool disposing)
            {
                disposed();
                base.Dispose(disposing);
            }
        }
    }

    private sealed class FullDisk : StringWriter
    {
        internal bool IsFull { get; set; }

        internal bool IsDisposed { get; private set; }

        public override void WriteLine(string? value)
        {
            if (IsFull)
                throw new IOException("no space left");
            base.WriteLine(value);
        }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
