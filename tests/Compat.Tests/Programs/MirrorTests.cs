using TwistedSharp.Compat.Tests.Examples;

namespace TwistedSharp.Compat.Tests.Programs;

/// <summary>The mirror, of a site that fails now and then, and once more when nothing has changed.</summary>
/// <remarks>The original needs getPage's family: its transcript was made on Twisted 20.3.</remarks>
public sealed class MirrorTests
{
    [Test]
    public void Mirror_InBothForms_SaysWhatTheOriginalSaid([Values("ported", "idiomatic")] string form)
    {
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using var site = Script.StartProgram("mirror/site");
            var start = $"http://127.0.0.1:{site.WaitForPort()}/";
            var said = Mirror(form, start, folder) + Mirror(form, start, folder);
            said.Should().Be(File.ReadAllText(Path.Combine(Script.Compat, "programs", "mirror", "transcript.txt")));
            said.Should().Contain("/b.html failed: 13000 bytes").And.Contain("0 pages, 5 unchanged, 3 failed");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void Site_ThatIsNotThere_IsTold([Values("ported", "idiomatic")] string form)
    {
        using var closed = new System.Net.Sockets.Socket(
            System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp); // Bound, and listening to nobody.
        closed.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            Mirror(form, $"http://127.0.0.1:{((System.Net.IPEndPoint)closed.LocalEndPoint!).Port}/", folder) // It is bound.
                .Should().StartWith("/ failed: ").And.EndWith("0 pages, 0 unchanged, 1 failed\n0 bytes in 1 requests\n");
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    private static string Mirror(string form, string start, string folder)
    {
        using var mirror = Script.StartProgram($"mirror/{form}", start, folder, "3");
        return mirror.Finish();
    }
}
