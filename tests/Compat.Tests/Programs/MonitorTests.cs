using System.Net.Sockets;
using System.Text;
using TwistedSharp.Compat.Tests.Examples;

namespace TwistedSharp.Compat.Tests.Programs;

/// <summary>The monitor in its three forms, over targets that go up and down: they say the same.</summary>
public sealed class MonitorTests
{
    private const int Rounds = 8;

    private static readonly string[] Questions =
    [
        "status", "history moody", "history nobody", "history", "", "dance", "history closed", "history wordy", "history web", "quit",
    ];

    [Test]
    public void Monitor_InEveryForm_SaysTheSame()
    {
        var original = Run("monitor/original");
        original.Should().Contain("moody: unknown -> down").And.Contain("web: down -> up").And.Contain("down (nothing said)")
            .And.Contain("down (status 503)").And.Contain("down (refused)").And.EndWith("bye");
        Run("monitor/ported").Should().Be(original);
        Run("monitor/idiomatic").Should().Be(original);
    }

    [Test]
    public void StatusPort_OfATooLongLine_HangsUp([Values("original", "ported", "idiomatic")] string form)
    {
        using var config = new TempFile("");
        using var monitor = Script.StartProgram($"monitor/{form}", config.Path, "1");
        var port = int.Parse(monitor.WaitForPort());
        Ask(port, new string('x', 200)).Should().Be("too long");
        Ask(port, "quit").Should().Be("bye");
        monitor.Finish().Should().StartWith("1 rounds\n");
    }

    [Test]
    public void Config_ThatIsWrong_IsToldAtOnce()
    {
        using var config = new TempFile("web gopher 127.0.0.1 70\n");
        using var monitor = Script.StartProgram("monitor/idiomatic", config.Path, "1");
        monitor.Complaint().Should().Contain("There is no check gopher.");
    }

    private static string Run(string form)
    {
        using var targets = Script.StartProgram("monitor/targets");
        var ports = targets.WaitForPort().Split(':');
        using var config = new TempFile($"""
            # name kind arguments
            port tcp 127.0.0.1 {ports[0]}
            steady banner 127.0.0.1 {ports[0]} OK

            moody banner 127.0.0.1 {ports[1]} OK
            wordy banner 127.0.0.1 {ports[2]} OK
            web http http://127.0.0.1:{ports[3]}/ 200
            closed tcp 127.0.0.1 {ports[4]}

            """);
        using var monitor = Script.StartProgram(form, config.Path, $"{Rounds}");
        var port = monitor.WaitForPort();
        var answers = Ask(int.Parse(port), Questions);
        return $"{monitor.Finish().Replace(port, "PORT")}{answers}";
    }

    private static string Ask(int port, params string[] lines)
    {
        using var client = new TcpClient("127.0.0.1", port);
        using var stream = client.GetStream();
        stream.Write(Encoding.ASCII.GetBytes(string.Concat(lines.Select(line => $"{line}\r\n"))));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n").TrimEnd();
    }
}
