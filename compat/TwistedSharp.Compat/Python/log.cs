public static partial class twisted
{
    public static partial class python
    {
        /// <summary>twisted.python.log.</summary>
        public static class log
        {
            /// <inheritdoc cref="Log.Msg"/>
            public static void msg(object? message) => Log.Msg($"{message}");

            /// <summary>Logs a failure: an errback that ends a chain, <c>d.addErrback(log.err)</c>.</summary>
            public static void err(Failure failure) => Log.Err(failure, "Unhandled Error");

            /// <inheritdoc cref="Log.Err(Failure, string)"/>
            public static void err(Failure failure, string why) => Log.Err(failure, why);

            /// <inheritdoc cref="Log.Err(Exception, string)"/>
            public static void err(Exception exception, string why = "Unhandled Error") => Log.Err(exception, why);

            /// <inheritdoc cref="Log.AddObserver"/>
            public static void addObserver(Action<LogEvent> observer) => Log.AddObserver(observer);

            /// <inheritdoc cref="Log.RemoveObserver"/>
            public static void removeObserver(Action<LogEvent> observer) => Log.RemoveObserver(observer);

            /// <summary>Writes the log to a file, one event a line, with the time before it.</summary>
            public static void startLogging(TextWriter file) => Log.AddObserver(e =>
            {
                lock (file)
                {
                    file.WriteLine($"{DateTime.Now:yyyy-MM-dd HH:mm:sszz}00 [-] {e.Message}");
                    e.Failure?.PrintTraceback(file);
                    file.Flush();
                }
            });
        }

        /// <summary>twisted.python.failure.</summary>
        public static class failure
        {
            /// <summary>A failure of an exception.</summary>
            public static Failure Failure(Exception exc_value) => new(exc_value);
        }
    }
}
