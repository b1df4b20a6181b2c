using System.Net;
using System.Net.Sockets;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Reactors;

[TestFixture(true)]
[TestFixture(false)]
public sealed class PollerTests(bool epoll)
{
    private static readonly PollToken Token = new(3, 7);

    private readonly PollEvent[] _ready = new PollEvent[4];
    private IPoller _poller = null!; // Made in SetUp.
    private Socket _near = null!; // Made in SetUp.
    private Socket _far = null!; // Made in SetUp.

    [SetUp]
    public void MakePoller()
    {
        if (epoll && !OperatingSystem.IsLinux())
            Assert.Inconclusive("epoll is Linux's.");
        _poller = epoll ? new EPollPoller() : new SelectPoller();
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        _far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _far.Connect(listener.LocalEndPoint!);
        _near = listener.Accept();
        _near.Blocking = false;
    }

    [TearDown]
    public void DisposeAll()
    {
        _poller?.Dispose();
        _near?.Dispose();
        _far?.Dispose();
    }

    [Test]
    public void Wait_NothingReady_GivesNothing()
    {
        _poller.Add(_near, Token, PollInterest.Read);
        Wait().Should().BeEmpty();
        _poller.Wait(TimeSpan.FromTicks(1), _ready).Should().Be(0);
    }

    [Test]
    public void Wait_BytesThere_TellsEachTimeUntilTheyAreRead()
    {
        _poller.Add(_near, Token, PollInterest.Read);
        _far.Send("x"u8);
        _poller.Wait(null, _ready).Should().Be(1);
        _ready[0].Should().Be(new PollEvent(Token, PollInterest.Read));
        Wait().Should().Equal(new PollEvent(Token, PollInterest.Read));
        _near.Receive(new byte[1]);
        Wait().Should().BeEmpty();
    }

    [Test]
    public void Modify_OtherInterestOrToken_IsToldWithThem()
    {
        _poller.Add(_near, Token, PollInterest.Read);
        _poller.Modify(_near, Token with { Generation = 8 }, PollInterest.Write);
        Wait().Should().Equal(new PollEvent(Token with { Generation = 8 }, PollInterest.Write));
        _far.Send("x"u8);
        _poller.Modify(_near, Token, PollInterest.Read | PollInterest.Write);
        _poller.Wait(null, _ready).Should().Be(1);
        _poller.Remove(_near);
        Wait().Should().BeEmpty();
    }

    [Test]
    public void Wait_PeerGone_IsReadable()
    {
        _poller.Add(_near, Token, PollInterest.Read);
        _far.Close(timeout: 0);
        _poller.Wait(null, _ready).Should().Be(1);
        (_ready[0].Ready & PollInterest.Read).Should().Be(PollInterest.Read);
    }

    [Test]
    public void Wake_BeforeOrDuringWait_EndsItOnce()
    {
        _poller.Wake();
        _poller.Wake();
        _poller.Wait(null, _ready).Should().Be(0);
        var waker = new Thread(_poller.Wake);
        waker.Start();
        _poller.Wait(null, _ready).Should().Be(0);
        waker.Join();
        _poller.Dispose();
        FluentActions.Invoking(_poller.Wake).Should().NotThrow();
    }

    [Test]
    public void Wait_MoreReadyThanRoom_TellsTheOthersLater()
    {
        _poller.Add(_near, Token, PollInterest.Write);
        _far.Blocking = false;
        _poller.Add(_far, Token with { Index = 4 }, PollInterest.Write);
        _poller.Wait(null, _ready.AsSpan(0, 1)).Should().Be(1);
        Wait().Should().HaveCount(2);
    }

    [Test]
    public void Wait_MoreReadyThanRoom_StarvesNobody()
    {
        _far.Blocking = false;
        _poller.Add(_near, Token, PollInterest.Write);
        _poller.Add(_far, Token with { Index = 4 }, PollInterest.Write);
        var told = new HashSet<PollToken>();
        for (var round = 0; round < 4; round++)
        {
            // Both stay ready: whoever is told first must not be told always.
            _poller.Wait(null, _ready.AsSpan(0, 1)).Should().Be(1);
            told.Add(_ready[0].Token);
        }
        told.Should().HaveCount(2);
    }

    private PollEvent[] Wait() => _ready[.._poller.Wait(TimeSpan.Zero, _ready)];
}
