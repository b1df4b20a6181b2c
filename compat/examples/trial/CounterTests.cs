using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using static twisted.internet;
using static twisted.protocols;
using static twisted.python;
using static twisted.trial;

namespace TwistedSharp.Compat.Examples.Trial;

/// <summary>Counts lines, and tells when there are enough of them.</summary>
internal sealed class Counter(IReactorTime clock, int enough) : basic.LineReceiver, policies.TimeoutMixin
{
    public int count { get; private set; }

    public Deferred<int> done { get; } = defer.Deferred<int>();

    public IReactorTime clock { get; } = clock;

    public override void connectionMade() => this.setTimeout(60);

    public override void lineReceived(byte[] line)
    {
        this.resetTimeout();
        if (line.Length == 0)
        {
            log.err(new ArgumentException("an empty line"));
            return;
        }
        count += 1;
        sendLine($"{count}".encode());
        if (count == enough)
        {
            this.setTimeout(null);
            done.callback(count);
        }
    }

    public override void connectionLost(Failure reason)
    {
        this.setTimeout(null);
        if (!done.called)
            done.errback(reason);
    }
}

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CounterTests : unittest.TestCase
{
    private Clock clock = null!; // Made by setUp.
    private StringTransport transport = null!; // Made by setUp.
    private Counter counter = null!; // Made by setUp.

    [SetUp]
    public void setUp()
    {
        clock = task.Clock();
        transport = testing.StringTransport();
        counter = new Counter(clock, 2);
        counter.MakeConnection(transport);
    }

    [Test]
    public void test_answers()
    {
        counter.DataReceived("one\r\n"u8);
        transport.value().Should().Equal("1\r\n".encode());
        assertNoResult(counter.done);
    }

    [Test]
    public void test_enough()
    {
        counter.DataReceived("one\r\ntwo\r\n"u8);
        successResultOf(counter.done).Should().Be(2);
        clock.getDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void test_silence()
    {
        clock.advance(59);
        counter.DataReceived("one\r\n"u8);
        clock.advance(59);
        transport.disconnecting.Should().BeFalse();
        clock.advance(1);
        transport.disconnecting.Should().BeTrue();
    }

    [Test]
    public void test_lost()
    {
        counter.connectionLost(failure.Failure(new ConnectionDoneException("over")));
        failureResultOf(counter.done, error.ConnectionDone);
    }

    [Test]
    public void test_emptyLine()
    {
        counter.DataReceived("\r\n"u8);
        flushLoggedErrors<ArgumentException>().Should().ContainSingle();
        counter.count.Should().Be(0);
    }

    [Test]
    public void test_later()
    {
        var d = task.deferLater(clock, 5, () => "later");
        assertNoResult(d);
        clock.advance(5);
        successResultOf(d).Should().Be("later");
    }

    [Test]
    public void test_assertFailure()
    {
        var d = assertFailure(defer.fail<int>(new ConnectionDoneException("over")), error.ConnectionDone);
        successResultOf(d).Should().BeOfType<ConnectionDoneException>();
    }
}
