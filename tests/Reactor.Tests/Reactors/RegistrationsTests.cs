using System.Net.Sockets;
using NSubstitute;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Reactors;

public sealed class RegistrationsTests
{
    private IPoller _poller = null!; // Made in SetUp.
    private Registrations _registrations = null!; // Made in SetUp.
    private Socket _socket = null!; // Made in SetUp.

    [SetUp]
    public void MakeRegistrations()
    {
        _poller = Substitute.For<IPoller>();
        _registrations = new Registrations(_poller);
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    }

    [TearDown]
    public void DisposeAll()
    {
        _socket.Dispose();
        _poller.Dispose();
    }

    [Test]
    public void Find_SlotTakenByAnother_StaleTokenFindsNothing()
    {
        var old = _registrations.Add(_socket, new Target(), PollInterest.Read);
        _registrations.Remove(old);
        var target = new Target();
        var fresh = _registrations.Add(_socket, target, PollInterest.Read);
        fresh.Index.Should().Be(old.Index);
        PollToken.Unpack(fresh.Packed).Should().Be(fresh).And.NotBe(old);
        _registrations.Find(old).Should().BeNull();
        _registrations.Find(fresh).Should().BeSameAs(target);
        _registrations.SetInterest(old, PollInterest.None);
        _registrations.Remove(old);
        _registrations.Count.Should().Be(1);
        _registrations.All().Should().Equal(fresh);
    }

    [Test]
    public void Find_DefaultToken_IsNobodys()
    {
        var token = _registrations.Add(_socket, new Target(), PollInterest.Read);
        token.Should().NotBe(default(PollToken));
        _registrations.Find(default).Should().BeNull();
        _registrations.Remove(default);
        _registrations.Count.Should().Be(1);
    }

    [Test]
    public void SetInterest_EachChange_TellsThePollerTheLeast()
    {
        var token = _registrations.Add(_socket, new Target(), PollInterest.None);
        _poller.ReceivedCalls().Should().BeEmpty();
        _registrations.SetInterest(token, PollInterest.Read);
        _registrations.SetInterest(token, PollInterest.Read);
        _registrations.HandOver(token, new Target(), PollInterest.Read);
        _registrations.SetInterest(token, PollInterest.Read | PollInterest.Write);
        _registrations.SetInterest(token, PollInterest.None);
        _registrations.Remove(token);
        Received.InOrder(() =>
        {
            _poller.Add(_socket, token, PollInterest.Read);
            _poller.Modify(_socket, token, PollInterest.Read | PollInterest.Write);
            _poller.Remove(_socket);
        });
        _poller.ReceivedCalls().Should().HaveCount(3);
    }

    [Test]
    public void SetInterest_PollerRefuses_ItIsNotAskedToTakeAwayWhatItHasNot()
    {
        var token = _registrations.Add(_socket, new Target(), PollInterest.None);
        _poller.When(p => p.Add(_socket, token, PollInterest.Read)).Do(_ => throw new IOException("full"));
        FluentActions.Invoking(() => _registrations.SetInterest(token, PollInterest.Read)).Should().Throw<IOException>();
        _registrations.Remove(token);
        _poller.DidNotReceive().Remove(_socket);
        _registrations.Count.Should().Be(0);
    }

    [Test]
    public void Add_PollerRefuses_TakesNoSlot()
    {
        _poller.When(p => p.Add(_socket, Arg.Any<PollToken>(), PollInterest.Read)).Do(_ => throw new IOException("full"));
        FluentActions.Invoking(() => _registrations.Add(_socket, new Target(), PollInterest.Read)).Should().Throw<IOException>();
        _registrations.Count.Should().Be(0);
        _registrations.All().Should().BeEmpty();
    }

    [Test]
    public void Add_Hundreds_AllAreFound()
    {
        var targets = Enumerable.Range(0, 300).Select(_ => new Target()).ToList();
        var tokens = targets.ConvertAll(t => _registrations.Add(_socket, t, PollInterest.None));
        tokens.Select(_registrations.Find).Should().Equal(targets);
        _registrations.Find(new PollToken(-1, 0)).Should().BeNull();
        _registrations.Find(new PollToken(300, 0)).Should().BeNull();
    }

    private sealed class Target : IPollable
    {
        public void Ready(PollInterest ready) { }

        public void LoopEnded() { }
    }
}
