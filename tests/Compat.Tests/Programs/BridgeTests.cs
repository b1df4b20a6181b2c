using System.Net;
using System.Net.Sockets;
using System.Text;
using TwistedSharp.Compat.Tests.Examples;

namespace TwistedSharp.Compat.Tests.Programs;

/// <summary>The bridge in its three forms, between two rooms that the test plays: they say the same in each.</summary>
public sealed class BridgeTests
{
    [Test]
    public void Bridge_InEveryForm_SaysTheSame()
    {
        var original = Talk("bridge/original");
        original.Should().Contain("right: SAY [left] <anne> line 3").And.NotContain("line 2").And.Contain("printed left: said too much")
            .And.Contain("printed right: not there").And.Contain("left: QUIT");
        Talk("bridge/ported").Should().Be(original);
        Talk("bridge/idiomatic").Should().Be(original);
    }

    [Test]
    public void Quit_WhileARoomIsAway_EndsTheBridge([Values("original", "ported", "idiomatic")] string form)
    {
        using var left = new Room("left", 0);
        var gone = new Room("right", 0);
        gone.Dispose();
        using var bridge = Script.StartProgram($"bridge/{form}", $"{left.Port}", $"{gone.Port}");
        left.Accept();
        bridge.WaitFor("right: not there\n");
        left.Send("WELCOME", "<anne> !quit");
        left.ReadToEnd();
        bridge.Finish().Should().EndWith("closed\n");
        left.Heard.Should().Equal("NICK bridge", "SAY Goodbye.", "QUIT");
    }

    private static string Talk(string form)
    {
        using var left = new Room("left", 0);
        var right = new Room("right", 0);
        using var bridge = Script.StartProgram(form, $"{left.Port}", $"{right.Port}");
        left.Accept();
        right.Accept();
        left.Read(1);
        left.Send("<nobody> too early", "TAKEN");
        left.Read(1);
        left.Send("WELCOME");
        bridge.WaitFor("left: welcome as bridge_\n");
        right.Read(1);
        right.Send("WELCOME");
        bridge.WaitFor("right: welcome as bridge\n");

        left.Send("<anne> hello > all", "<bridge_> an echo", "gibberish", "PING");
        left.Read(1);
        right.Read(1);
        right.Send("<bert> hi anne");
        left.Read(1);
        left.Send("<anne> !dance", "<anne> !who");
        left.Read(2);

        right.Dispose();
        bridge.WaitFor("right: lost\n");
        bridge.WaitFor("right: not there\n");
        left.Send([.. Enumerable.Range(1, 5).Select(number => $"<anne> line {number}"), "<anne> !who", "<anne> !stats"]);
        left.Read(3);
        using var again = new Room("right", right.Port);
        again.Accept();
        again.Read(1);
        again.Send("WELCOME");
        again.Read(3);

        left.Send(new string('x', 300));
        bridge.WaitFor("left: lost\n");
        left.Accept();
        left.Read(1);
        left.Send("WELCOME", "PING");
        left.Read(1);
        again.Send("<bert> !quit");
        again.ReadToEnd();
        left.ReadToEnd();

        // Between the two rooms there is no order.
        var said = bridge.Finish().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"printed {line}").ToLookup(Side);
        return string.Join(
            "\n", [.. said["left"], .. said["right"], .. said["none"], .. left.Lines, .. right.Lines, .. again.Lines]);

        static string Side(string line) => line.StartsWith("printed left:", StringComparison.Ordinal) ? "left"
            : line.StartsWith("printed right:", StringComparison.Ordinal) ? "right" : "none";
    }

    /// <summary>A room with one guest.</summary>
    private sealed class Room : IDisposable
    {
        private readonly string _name;
        private readonly TcpListener _listener;
        private TcpClient? _guest;
        private StreamReader? _reader;

        internal Room(string name, int port)
        {
            _name = name;
            _listener = new TcpListener(IPAddress.Loopback, port);
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        }

        internal int Port { get; }

        internal List<string> Heard { get; } = [];

        internal IEnumerable<string> Lines => Heard.Select(line => $"{_name}: {line}");

        internal void Accept()
        {
            // A guest who does not come, or says nothing, fails the test.
            _guest = _listener.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(60)).GetAwaiter().GetResult();
            _guest.ReceiveTimeout = 60_000;
            _reader = new StreamReader(_guest.GetStream());
        }

        internal void Send(params string[] lines) =>
            _guest!.GetStream().Write(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => $"{line}\r\n")))); // It was accepted.

        internal void Read(int lines)
        {
            for (var i = 0; i < lines; i++)
                Heard.Add(_reader!.ReadLine() ?? "nothing more"); // It was accepted.
        }

        internal void ReadToEnd()
        {
            while (_reader!.ReadLine() is { } line) // It was accepted.
                Heard.Add(line);
        }

        public void Dispose()
        {
            _listener.Stop();
            _guest?.Dispose();
        }
    }
}
