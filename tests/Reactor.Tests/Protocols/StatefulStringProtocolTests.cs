using TwistedSharp.Internet.Testing;
using TwistedSharp.Protocols;
using TwistedSharp.Tests.Defer;

namespace TwistedSharp.Tests.Protocols;

public sealed class StatefulStringProtocolTests
{
    [Test]
    public void StringReceived_Phases_FollowEachOtherAndDoneCloses()
    {
        var receiver = Make();
        receiver.Receive("5:hello,3:one,3:two,3:bye,");
        receiver.Heard.Should().Equal("init hello", "talk one", "talk two", "talk bye");
        receiver.States.State.Should().Be(StatefulStringProtocol.Done);
        receiver.States.ToString().Should().Be("<StatefulStringProtocol of Talker done>");
        receiver.Transport.Disconnecting.Should().BeTrue();
    }

    [Test]
    public void StringReceived_StateWithoutPhase_IsLoggedAndStays()
    {
        using var log = new LogWatch();
        var receiver = Make();
        receiver.States.State = "nowhere";
        receiver.Receive("5:hello,");
        receiver.Heard.Should().BeEmpty();
        receiver.States.State.Should().Be("nowhere");
        log.Events.Should().Contain(e => !e.IsError && e.Message.Contains("Talker") && e.Message.Contains("\"nowhere\""));
    }

    [Test]
    public void When_SameStateTwice_IsRefused() =>
        Make().States.Invoking(s => s.When("init", _ => "init")).Should().Throw<ArgumentException>().WithMessage("*\"init\"*");

    private static Talker Make()
    {
        var receiver = new Talker();
        receiver.MakeConnection(new StringTransport());
        return receiver;
    }

    private sealed class Talker : NetstringReceiver
    {
        internal Talker()
        {
            States = new StatefulStringProtocol(this).When(StatefulStringProtocol.Init, Init).When("talk", Talk);
        }

        internal StatefulStringProtocol States { get; }

        internal List<string> Heard { get; } = [];

        protected override void StringReceived(ReadOnlySpan<byte> data) => States.StringReceived(data);

        private string Init(ReadOnlySpan<byte> data)
        {
            Heard.Add($"init {Pieces.Text(data)}");
            return "talk";
        }

        private string Talk(ReadOnlySpan<byte> data)
        {
            Heard.Add($"talk {Pieces.Text(data)}");
            return data.SequenceEqual("bye"u8) ? StatefulStringProtocol.Done : "talk";
        }
    }
}
