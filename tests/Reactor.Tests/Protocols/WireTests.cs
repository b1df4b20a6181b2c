using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Protocols;

namespace TwistedSharp.Tests.Protocols;

public sealed class WireTests
{
    [Test]
    public void Echo_Data_ComesBack()
    {
        var (echo, transport) = Make(new Echo());
        echo.Receive("1. On the Origins of the Reactor");
        echo.Receive("\0\xff");
        transport.ValueString().Should().Be("1. On the Origins of the Reactor\0\xff");
    }

    [Test]
    public void Discard_Data_IsDropped()
    {
        var (discard, transport) = Make(new Discard());
        discard.Receive("anything");
        transport.Value().Should().BeEmpty();
        transport.Connected.Should().BeTrue();
    }

    [Test]
    public void QOTD_Connected_QuotesAndCloses()
    {
        var (_, transport) = Make(new QOTD());
        transport.ValueString().Should().Be("An apple a day keeps the doctor away.\r\n");
        transport.Disconnecting.Should().BeTrue();
    }

    [Test]
    public void QOTD_OtherQuote_IsSent() => Make(new OtherQuote()).Transport.ValueString().Should().Be("Another.\r\n");

    [Test]
    public void Who_Connected_NamesTheUsersAndCloses()
    {
        var (_, transport) = Make(new Who());
        transport.ValueString().Should().Be("root\r\n");
        transport.Disconnecting.Should().BeTrue();
    }

    [Test]
    public void Chargen_AskedAgain_SendsTheSameLine()
    {
        var (chargen, transport) = Make(new Chargen());
        transport.Producer.Should().BeSameAs(chargen);
        transport.Streaming.Should().BeFalse();
        chargen.ResumeProducing();
        var line = transport.ValueString();
        line.Should().HaveLength(71).And.StartWith("@ABC").And.EndWith("#$%&?");
        chargen.ResumeProducing();
        transport.ValueString().Should().Be(line + line);
        chargen.StopProducing();
    }

    private static (T Protocol, StringTransport Transport) Make<T>(T protocol) where T : IProtocol
    {
        var transport = new StringTransport();
        protocol.MakeConnection(transport);
        return (protocol, transport);
    }

    private sealed class OtherQuote : QOTD
    {
        protected override ReadOnlyMemory<byte> GetQuote() => "Another.\r\n"u8.ToArray();
    }
}
