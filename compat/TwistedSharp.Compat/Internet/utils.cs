public static partial class twisted
{
    public static partial class internet
    {
        /// <summary>twisted.internet.utils: child processes as questions with answers. As there, the environment is empty unless one is
        /// given.</summary>
        public static class utils
        {
            private static readonly Dictionary<string, string> Nothing = [];

            /// <inheritdoc cref="ProcessOutputExtensions.GetProcessOutput"/>
            public static Deferred<byte[]> getProcessOutput(
                string executable, IEnumerable<string>? args = null, IReadOnlyDictionary<string, string>? env = null, string? path = null,
                IReactor? reactor = null, bool errortoo = false) =>
                (reactor ?? Reactors.Default).GetProcessOutput(executable, args, env ?? Nothing, path, errortoo);

            /// <inheritdoc cref="ProcessOutputExtensions.GetProcessValue"/>
            public static Deferred<int> getProcessValue(
                string executable, IEnumerable<string>? args = null, IReadOnlyDictionary<string, string>? env = null, string? path = null,
                IReactor? reactor = null) =>
                (reactor ?? Reactors.Default).GetProcessValue(executable, args, env ?? Nothing, path);

            /// <summary>Runs a program and gives what it wrote to standard output and error, and its exit code.</summary>
            public static Deferred<(byte[] @out, byte[] err, int code)> getProcessOutputAndValue(
                string executable, IEnumerable<string>? args = null, IReadOnlyDictionary<string, string>? env = null, string? path = null,
                IReactor? reactor = null, byte[]? stdinBytes = null) =>
                (reactor ?? Reactors.Default)
                    .GetProcessOutputAndValue(executable, args, env ?? Nothing, path, stdinBytes is null ? null : stdinBytes.AsMemory())
                    .AddCallback(static said => (said.Output, said.Error, said.ExitCode));
        }
    }
}
