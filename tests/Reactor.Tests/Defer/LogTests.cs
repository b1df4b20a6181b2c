using Microsoft.Extensions.Logging;

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

    [Test]
    public void To_ALogger_ForwardsLevelMessageAndException()
    {
        var logger = new FakeLogger();
        using (Log.To(logger))
        {
            Log.Msg("LogTests message");
            Log.Warn("LogTests warning");
            Log.Err(new FormatException("bad"), "LogTests error");
        }
        Log.Msg("LogTests afterwards");
        logger.Lines.Should().Equal(
            "Information: LogTests message", "Warning: LogTests warning", "Error: LogTests error (bad)");
    }

    private sealed class FakeLogger : ILogger
    {
        internal List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var message = formatter(state, exception);
            // Other threads report too.
            if (message.StartsWith("LogTests", StringComparison.Ordinal))
                Lines.Add($"{logLevel}: {message}{(exception is null ? "" : $" ({exception.Message})")}");
        }
    }
}
