namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class LogTests
{
    [Test]
    public void Observer_AddedAndRemoved_HearsWhatIsBetween()
    {
        var heard = new List<string>();
        void Observe(LogEvent e)
        {
            if (e.Message.StartsWith("LogTests", StringComparison.Ordinal))
                heard.Add(e.Message);
        }

        Log.Msg("LogTests before");
        Log.AddObserver(Observe);
        Log.Msg("LogTests within");
        Log.Err(new FormatException(), "LogTests error");
        Log.RemoveObserver(Observe);
        Log.RemoveObserver(Observe);
        Log.Msg("LogTests after");
        heard.Should().Equal("LogTests within", "LogTests error");
    }

    [Test]
    public void Observer_Throws_OthersStillHear()
    {
        static void Broken(LogEvent e) => throw new FormatException();
        using var watch = new LogWatch();
        Log.AddObserver(Broken);
        using var late = new LogWatch();
        Log.Msg("LogTests heard by both");
        Log.RemoveObserver(Broken);
        watch.Events.Should().Contain(e => e.Message == "LogTests heard by both");
        late.Events.Should().Contain(e => e.Message == "LogTests heard by both");
    }

    [Test]
    public void Event_Error_HasFailureAndText()
    {
        var error = new LogEvent("while testing", new Failure(new FormatException("bad")));
        error.IsError.Should().BeTrue();
        error.ToString().Should().Be("while testing: System.FormatException: bad");
        new LogEvent("plain").IsError.Should().BeFalse();
        new LogEvent("plain").ToString().Should().Be("plain");
    }
}
