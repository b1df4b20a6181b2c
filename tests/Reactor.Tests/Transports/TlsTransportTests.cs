using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using NSubstitute;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

public sealed class TlsTransportTests
{
    private const int RecordBytes = 16384;
    private const int RecordOverhead = 22; // TLS 1.3: 5 header, 1 content type, 16 tag.

    private TlsPair _pair = null!;
    private Action<LogEvent> _observer = null!;
    private List<string> _log = null!;

    private ITlsTransport ClientTls => _pair.ClientTls;

    private ITransport ServerTls => _pair.Server.Transport;

    [SetUp]
    public void Connect()
    {
        _log = [];
        _observer = e => _log.Add(e.Message);
        Log.AddObserver(_observer);
        _pair = new TlsPair().Connected();
    }

    [TearDown]
    public void StopLogging() => Log.RemoveObserver(_observer);

    [TestCase(1 << 20, 65536)]
    [TestCase(40_000, 1)]
    [TestCase(100_000, 977)]
    public void Write_BothWays_ArrivesWhole(int bytes, int chunk)
    {
        var up = RandomNumberGenerator.GetBytes(bytes);
        var down = RandomNumberGenerator.GetBytes(bytes);
        _pair.Link.ChunkSize = chunk;
        ClientTls.Write(up);
        ServerTls.Write(down);
        _pair.Settle();
        _pair.Server.Data.Should().Equal(up);
        _pair.Client.Data.Should().Equal(down);
    }

    [Test]
    public void GetSpan_And_Write_KeepTheirOrder()
    {
        ClientTls.Write("ab"u8);
        "cd"u8.CopyTo(ClientTls.GetSpan(2));
        ClientTls.Advance(2);
        var big = new byte[50_000];
        Array.Fill(big, (byte)'x');
        big.CopyTo(ClientTls.GetSpan(big.Length));
        ClientTls.Advance(big.Length);
        ClientTls.Write("!"u8);
        _pair.Settle();
        _pair.Server.Text.Should().Be("abcd" + new string('x', 50_000) + "!");
    }

    [Test]
    public void Write_OutsideCallbacks_IsOneRecordEach()
    {
        ClientTls.Write("ab"u8);
        ClientTls.Write("cd"u8);
        _pair.Link.ClientQueued.Should().Be(2 * (2 + RecordOverhead));
    }

    [Test]
    public void Write_InsideACallback_SharesARecord()
    {
        _pair.Server.OnData = p =>
        {
            for (var i = 0; i < 100; i++)
                p.Transport.Write("x"u8);
        };
        ClientTls.Write("go"u8);
        _pair.Link.Pump();
        // The server's turn comes in the same pump, so its bytes have arrived: one record gives one DataReceived.
        _pair.Client.Received.Should().Be(100);
        _pair.Link.ServerQueued.Should().Be(0);
    }

    [Test]
    public void Write_Large_IsSplitIntoFullRecords()
    {
        ClientTls.Write(new byte[4 * 16384]);
        _pair.Link.ClientQueued.Should().Be(4 * (16384 + RecordOverhead));
    }

    [Test]
    public void LoseConnection_AfterAWrite_FlushesAndBothEndCleanly()
    {
        ClientTls.Write("bye"u8);
        ClientTls.LoseConnection();
        ClientTls.Write("dropped"u8);
        ClientTls.Disconnecting.Should().BeTrue();
        _pair.Settle();
        _pair.Server.Text.Should().Be("bye");
        _pair.Server.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
        _pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
        _pair.Clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void LoseConnection_InsideDataReceived_DeliversNothingMore()
    {
        _pair.Server.OnData = p => p.Transport.LoseConnection();
        WriteRecords(2);
        _pair.Settle();
        _pair.Server.Received.Should().Be(RecordBytes);
        _pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void LoseConnection_WithProducer_WaitsForIt()
    {
        ClientTls.RegisterProducer(Substitute.For<IPushProducer>(), streaming: true);
        ClientTls.LoseConnection();
        ClientTls.Write("still"u8);
        _pair.Settle();
        _pair.Server.Text.Should().Be("still");
        _pair.Server.ClosedReason.Should().BeNull();
        ClientTls.UnregisterProducer();
        _pair.Settle();
        _pair.Server.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void PeerEndsWithoutCloseNotify_IsATruncation()
    {
        _pair.Link.Server.LoseConnection();
        _pair.Settle();
        _pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionLostException>()
            .Which.Message.Should().Contain("without a TLS close_notify");
    }

    [Test]
    public void PeerEndsInsideARecord_IsATruncationAndWholeRecordsAreDelivered()
    {
        ServerTls.Write("whole"u8);
        _pair.Link.Server.Write([23, 3, 3, 0, 100, 1, 2, 3]);
        _pair.Link.Server.LoseConnection();
        _pair.Settle();
        _pair.Client.Text.Should().Be("whole");
        _pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionLostException>();
    }

    [Test]
    public void PeerSendsABrokenRecord_LosesTheConnection()
    {
        _pair.Link.Server.Write([23, 3, 3, 0, 20, .. new byte[20]]);
        _pair.Settle();
        _pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionLostException>()
            .Which.Message.Should().StartWith("The TLS connection to example.com broke: ");
        _pair.Server.ClosedReason.Should().NotBeNull();
    }

    [Test]
    public void PeerCloses_ItDoesNotRead_TheSocketIsDroppedAfterAGrace()
    {
        ServerTls.LoseConnection();
        // The peer's close_notify arrives, but it takes nothing of ours. Its own wait for our answer is not what is looked at here.
        _pair.Clock.GetDelayedCalls().Should().ContainSingle().Which.Cancel();
        var inner = _pair.Link.Server;
        inner.PauseProducing();
        _pair.Link.Client.Write("unsent"u8);
        _pair.Link.Pump();
        _pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
        _pair.Clock.GetDelayedCalls().Should().ContainSingle().Which.GetTime().Should().Be(5);
        _pair.Clock.Advance(5);
        _pair.Settle();
        _pair.Link.Client.Connected.Should().BeFalse();
    }

    [Test]
    public void PeerCloses_WithProducer_StopsItOnce()
    {
        var producer = Substitute.For<IPushProducer>();
        ClientTls.RegisterProducer(producer, streaming: true);
        ServerTls.LoseConnection();
        _pair.Settle();
        producer.Received(1).StopProducing();
        _pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void AbortConnection_DropsWhatIsQueued()
    {
        ClientTls.Write("gone"u8);
        ClientTls.AbortConnection();
        ClientTls.Write("too"u8);
        _pair.Client.ClosedReason.Should().BeNull("an abort is reported in a later turn");
        _pair.Settle();
        _pair.Server.Data.Should().BeEmpty();
        _pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionAbortedException>();
        _pair.Server.ClosedReason!.Value.Should().BeOfType<ConnectionLostException>();
        ClientTls.Connected.Should().BeFalse();
    }

    [Test]
    public void AbortConnection_InsideDataReceived_DeliversNothingMore()
    {
        _pair.Server.OnData = p => p.Transport.AbortConnection();
        WriteRecords(2);
        _pair.Settle();
        _pair.Server.Received.Should().Be(RecordBytes);
    }

    [Test]
    public void Cut_IsReportedAsItIs()
    {
        var reason = new ConnectionLostException("cable");
        _pair.Link.Cut(reason);
        _pair.Settle();
        _pair.Client.ClosedReason!.Value.Should().BeSameAs(reason);
        ClientTls.ToString().Should().Be("<TlsTransport to example.com Lost, TLSv1.3>");
    }

    [Test]
    public void DataReceived_Throws_IsLoggedAndLosesTheConnectionWithIt()
    {
        var thrown = new FormatException("a bug of the protocol");
        _pair.Server.OnData = _ => throw thrown;
        ClientTls.Write("x"u8);
        _pair.Settle();
        _pair.Server.ClosedReason!.Value.Should().BeSameAs(thrown);
        _pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionLostException>();
        _log.Should().ContainSingle().Which.Should().Contain("DataReceived");
    }

    [Test]
    public void PauseProducing_InsideDataReceived_HoldsTheRestUntilALaterTurn()
    {
        _pair.Server.OnData = p => p.Transport.PauseProducing();
        WriteRecords(3);
        _pair.Settle();
        _pair.Server.Received.Should().Be(RecordBytes);
        ServerTls.ResumeProducing();
        _pair.Server.Received.Should().Be(RecordBytes, "nothing is delivered inside ResumeProducing");
        _pair.Settle();
        _pair.Server.Received.Should().Be(2 * RecordBytes);
        _pair.Server.OnData = null;
        ServerTls.ResumeProducing();
        _pair.Settle();
        _pair.Server.Received.Should().Be(3 * RecordBytes);
    }

    [Test]
    public void ConnectionLost_WithDecryptedDataWaiting_IsDeliveredAfterIt()
    {
        _pair.Server.OnData = p => p.Transport.PauseProducing();
        WriteRecords(3);
        _pair.Settle();
        _pair.Server.OnData = null;
        ServerTls.ResumeProducing();
        _pair.Link.Cut();
        _pair.Link.Flush();
        _pair.Server.Received.Should().Be(3 * RecordBytes);
        _pair.Server.ClosedReason.Should().NotBeNull();
        _pair.Clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void PauseProducing_PassesThrough_AndHoldsTheClose()
    {
        ServerTls.PauseProducing();
        ClientTls.Write("x"u8);
        ClientTls.LoseConnection();
        _pair.Settle();
        _pair.Link.ClientQueued.Should().BeGreaterThan(0);
        _pair.Server.ClosedReason.Should().BeNull();
        ServerTls.ResumeProducing();
        _pair.Settle();
        _pair.Server.Text.Should().Be("x");
        _pair.Server.ClosedReason.Should().NotBeNull();
    }

    [Test]
    public void PauseAndResume_InsideDataReceived_LosesNothing()
    {
        _pair.Server.OnData = p =>
        {
            p.Transport.PauseProducing();
            p.Transport.ResumeProducing();
        };
        var data = RandomNumberGenerator.GetBytes(300_000);
        ClientTls.Write(data);
        _pair.Settle();
        _pair.Server.Data.Should().Equal(data);
    }

    [Test]
    public void PushProducer_Over64KiB_IsPausedAndResumed()
    {
        var producer = Substitute.For<IPushProducer>();
        ClientTls.RegisterProducer(producer, streaming: true);
        ClientTls.Write(new byte[70_000]);
        producer.Received(1).PauseProducing();
        _pair.Settle();
        producer.Received(1).ResumeProducing();
    }

    [Test]
    public void PushProducer_WritesWhileBeingPaused_NothingIsLost()
    {
        var producer = Substitute.For<IPushProducer>();
        producer.When(p => p.PauseProducing()).Do(_ => ClientTls.Write("last"u8));
        ClientTls.RegisterProducer(producer, streaming: true);
        ClientTls.Write(new byte[70_000]);
        _pair.Settle();
        _pair.Server.Received.Should().Be(70_004);
    }

    [Test]
    public void PullProducer_IsAskedUntilItIsDone()
    {
        var producer = Substitute.For<IProducer>();
        var left = 5;
        producer.When(p => p.ResumeProducing()).Do(_ =>
        {
            if (left-- > 0)
                ClientTls.Write(new byte[16384]);
            else
                ClientTls.UnregisterProducer();
        });
        ClientTls.RegisterProducer(producer, streaming: false);
        _pair.Settle();
        _pair.Server.Received.Should().Be(5 * 16384);
        ClientTls.Invoking(t => t.RegisterProducer(Substitute.For<IProducer>(), false)).Should().NotThrow();
        ClientTls.Invoking(t => t.RegisterProducer(Substitute.For<IProducer>(), false)).Should().Throw<InvalidOperationException>();
    }

    [Test]
    public void RegisterProducer_AfterTheEnd_StopsIt()
    {
        ClientTls.AbortConnection();
        _pair.Settle();
        var producer = Substitute.For<IProducer>();
        ClientTls.RegisterProducer(producer, streaming: false);
        producer.Received(1).StopProducing();
    }

    [Test]
    public void RoundTrips_20000_NeverLeaveTheThreadAndKeepTheContext()
    {
        var context = new SynchronizationContext();
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            var threads = new HashSet<int>();
            var contexts = new HashSet<SynchronizationContext?>();
            var left = 20_000;
            void See()
            {
                threads.Add(Environment.CurrentManagedThreadId);
                contexts.Add(SynchronizationContext.Current);
            }

            var pair = new TlsPair();
            pair.Client.OnMade = _ => See();
            pair.Server.OnMade = _ => See();
            pair.Connected();
            pair.Server.OnData = p =>
            {
                See();
                p.Transport.Write("pong"u8);
            };
            pair.Client.OnData = p =>
            {
                See();
                if (--left > 0)
                    p.Transport.Write("ping"u8);
            };
            pair.ClientTls.Write("ping"u8);
            pair.Settle();
            left.Should().Be(0);
            threads.Should().Equal(Environment.CurrentManagedThreadId);
            contexts.Should().Equal(context);
            ExecutionContext.IsFlowSuppressed().Should().BeFalse();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }
    }

    [Test]
    public void AsyncLocals_OfTheOpener_AreNotKeptByTheConnection()
    {
        var pair = new TlsPair();
        var held = ConnectHolding(pair);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        held.IsAlive.Should().BeFalse();
        pair.Settle();
        pair.Client.Made.Should().Be(1);

        // Apart, so that no register or stack slot of the test keeps the object.
        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference ConnectHolding(TlsPair pair)
        {
            var local = new AsyncLocal<object?> { Value = new object() };
            var held = new WeakReference(local.Value);
            pair.Connect();
            local.Value = null;
            return held;
        }
    }

    /// <summary>Full records, so that each arrives as one DataReceived: smaller ones are read together.</summary>
    private void WriteRecords(int count)
    {
        for (var i = 0; i < count; i++)
            ClientTls.Write(new byte[RecordBytes]);
    }
}
