using System.Net.Sockets;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Transports;

/// <summary>Multicast groups, on the loopback interface only: no other network is needed.</summary>
public sealed class MulticastTests(Type kind) : UdpContract(kind)
{
    private const string Group = "225.0.0.250";
    private const string Group6 = "ff02::4242";
    private const string Loopback6 = "1"; // The index of lo, always the first.

    [Test]
    public void TTL_IsOneUntilSet()
    {
        var port = ListenMulticast(new RecordingDatagrams());
        port.GetTTL().Should().Be(1);
        port.SetTTL(2);
        port.GetTTL().Should().Be(2);
        FluentActions.Invoking(() => port.SetTTL(256)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => port.SetTTL(-1)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Test]
    public void LoopbackMode_OnUntilSet_HearsOurOwnMulticasts()
    {
        var protocol = StopAfter(1);
        Run(() =>
        {
            var port = ListenMulticast(protocol);
            port.GetLoopbackMode().Should().BeTrue();
            // What turning it off does shows on other interfaces only: the loopback interface itself brings everything back.
            port.SetLoopbackMode(false);
            port.GetLoopbackMode().Should().BeFalse();
            port.SetLoopbackMode(true);
            port.JoinGroup(Group, Loopback).AddCallback(() => port.Write("heard"u8, Group, PortOf(port)));
        });
        protocol.Texts.Should().Equal("heard");
    }

    [Test]
    public void OutgoingInterface_IsAnyUntilSet()
    {
        var port = Reactor.ListenMulticast(0, new RecordingDatagrams());
        port.GetOutgoingInterface().Should().Be("0.0.0.0");
        SuccessResultOf(port.SetOutgoingInterface(Loopback));
        port.GetOutgoingInterface().Should().Be(Loopback);
        SuccessResultOf(port.SetOutgoingInterface(""));
        port.GetOutgoingInterface().Should().Be("0.0.0.0");
        FailureResultOf(port.SetOutgoingInterface("203.0.113.9")).Value.Should().BeOfType<SocketException>();
        FailureResultOf(port.SetOutgoingInterface("::1")).Value.Should().BeOfType<InvalidAddressException>();
    }

    [Test]
    public void Names_AreLookedUp()
    {
        Reactor.NameResolver = new MemoryResolver().Add("lo.example", "::1", Loopback).Add("group.example", Group);
        var port = Reactor.ListenMulticast(0, new RecordingDatagrams());
        SuccessResultOf(port.SetOutgoingInterface("lo.example"));
        port.GetOutgoingInterface().Should().Be(Loopback);
        SuccessResultOf(port.JoinGroup("group.example", "lo.example"));
        SuccessResultOf(port.LeaveGroup(Group, Loopback));
        FailureResultOf(port.JoinGroup("unknown.example", Loopback)).Value.Should().BeOfType<DNSLookupException>();
        FailureResultOf(port.JoinGroup("no name", Loopback)).Value.Should().BeOfType<ArgumentException>();
    }

    [Test]
    public void JoinGroup_ThenLeave_ByEachInTurn()
    {
        var one = ListenMulticast(new RecordingDatagrams());
        var two = ListenMulticast(new RecordingDatagrams());
        foreach (var port in new[] { one, two })
        {
            SuccessResultOf(port.JoinGroup(Group, Loopback));
            SuccessResultOf(port.LeaveGroup(Group, Loopback));
        }
        FailureResultOf(one.LeaveGroup(Group, Loopback)).Value.Should().BeOfType<MulticastJoinException>("it is not in the group");
    }

    [Test]
    public void JoinGroup_NoMulticastAddress_Fails()
    {
        var error = FailureResultOf(ListenMulticast(new RecordingDatagrams()).JoinGroup("127.0.0.1", Loopback)).Value
            .Should().BeOfType<MulticastJoinException>().Which;
        (error.Group, error.InterfaceAddress).Should().Be(("127.0.0.1", Loopback));
        error.InnerException.Should().BeOfType<SocketException>();
    }

    [Test]
    public void JoinGroup_ClosedPort_Fails()
    {
        Run(() =>
        {
            var port = ListenMulticast(new RecordingDatagrams());
            port.StopListening().AddCallback(() =>
            {
                FailureResultOf(port.JoinGroup(Group, Loopback)).Value.Should().BeOfType<InvalidOperationException>();
                Reactor.Stop();
            });
        });
    }

    [Test]
    public void JoinGroup_AnotherSends_Arrives()
    {
        var server = StopAfter(1);
        Run(() =>
        {
            var port = ListenMulticast(server);
            var sender = ListenMulticast(new RecordingDatagrams());
            port.JoinGroup(Group, Loopback).AddCallback(() => sender.Write("hello world"u8, Group, PortOf(port)));
        });
        server.Texts.Should().Equal("hello world");
    }

    [Test]
    public void ListenMultiple_SamePort_BothHear()
    {
        var heard = 0;
        RecordingDatagrams Listener() => new()
        {
            OnDatagram = (_, _, _) =>
            {
                if (++heard == 2)
                    Reactor.Stop();
            },
        };
        var first = Listener();
        var second = Listener();
        Run(() =>
        {
            var one = ListenMulticast(first, listenMultiple: true);
            var two = Reactor.ListenMulticast(PortOf(one), second, listenMultiple: true);
            FluentActions.Invoking(() => Reactor.ListenMulticast(PortOf(one), new RecordingDatagrams()))
                .Should().Throw<CannotListenException>("it does not share");
            Deferred.GatherResults([one.JoinGroup(Group, Loopback), two.JoinGroup(Group, Loopback)])
                .AddCallback(_ => one.Write("hello"u8, Group, PortOf(one)));
        });
        first.Texts.Should().Equal("hello");
        second.Texts.Should().Equal("hello");
    }

    [Test]
    public void IPv6_Options_GoByTheInterfacesIndex()
    {
        NeedIPv6();
        var port = Reactor.ListenMulticast(0, new RecordingDatagrams(), "::");
        port.GetOutgoingInterface().Should().Be("0");
        SuccessResultOf(port.SetOutgoingInterface(Loopback6));
        port.GetOutgoingInterface().Should().Be(Loopback6);
        SuccessResultOf(port.SetOutgoingInterface(""));
        port.GetOutgoingInterface().Should().Be("0");
        FailureResultOf(port.SetOutgoingInterface("no such interface")).Value.Should().BeOfType<InvalidAddressException>();
        port.GetTTL().Should().Be(1);
        port.SetTTL(3);
        port.GetTTL().Should().Be(3);
        port.GetLoopbackMode().Should().BeTrue();
        port.SetLoopbackMode(false);
        port.GetLoopbackMode().Should().BeFalse();
    }

    [TestCase("ff02::4242", "1")]
    [TestCase("ff02::4242", "lo")]
    [TestCase("ff02::4242%lo", "")]
    [TestCase("ff02::4242", "::1%lo")]
    public void IPv6_JoinGroup_OnceEachWay(string group, string interfaceAddress)
    {
        NeedIPv6();
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("The interface's name is Linux's.");
        var port = Reactor.ListenMulticast(0, new RecordingDatagrams(), "::");
        SuccessResultOf(port.JoinGroup(group, interfaceAddress));
        FailureResultOf(port.JoinGroup(Group6, Loopback6)).Value.Should().BeOfType<MulticastJoinException>("it is the same membership");
        SuccessResultOf(port.LeaveGroup(Group6, Loopback6));
        FailureResultOf(port.JoinGroup("::1", Loopback6)).Value.Should().BeOfType<MulticastJoinException>();
        FailureResultOf(port.JoinGroup(Group, Loopback6)).Value.Should().BeOfType<InvalidAddressException>();
    }

    /// <summary>A port that hears multicasts, and sends its own over loopback.</summary>
    private IMulticastTransport ListenMulticast(RecordingDatagrams protocol, bool listenMultiple = false)
    {
        var port = Reactor.ListenMulticast(0, protocol, listenMultiple: listenMultiple);
        SuccessResultOf(port.SetOutgoingInterface(Loopback));
        return port;
    }
}
