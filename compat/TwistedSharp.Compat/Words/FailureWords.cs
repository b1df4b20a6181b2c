using System.ComponentModel;

/// <summary>What Twisted calls the members of a Failure.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class FailureWords
{
    extension(Failure failure)
    {
        /// <inheritdoc cref="Failure.Value"/>
        public Exception value => failure.Value;

        /// <inheritdoc cref="Failure.Type"/>
        public Type type => failure.Type;

        /// <inheritdoc cref="Failure.Check(ReadOnlySpan{Type})"/>
        public Type? check(params Type[] errorTypes) => failure.Check(errorTypes);

        /// <inheritdoc cref="Failure.Trap(ReadOnlySpan{Type})"/>
        public Type trap(params Type[] errorTypes) => failure.Trap(errorTypes);

        /// <inheritdoc cref="Failure.GetErrorMessage"/>
        public string getErrorMessage() => failure.GetErrorMessage();

        /// <inheritdoc cref="Failure.GetTraceback()"/>
        public string getTraceback() => failure.GetTraceback();

        /// <inheritdoc cref="Failure.GetBriefTraceback"/>
        public string getBriefTraceback() => failure.GetBriefTraceback();

        /// <summary>Writes the traceback to a file, standard error when null.</summary>
        public void printTraceback(TextWriter? file = null) => failure.PrintTraceback(file ?? Console.Error);

        /// <summary>Writes the short traceback to a file, standard error when null.</summary>
        public void printBriefTraceback(TextWriter? file = null) => failure.PrintBriefTraceback(file ?? Console.Error);

        /// <summary>Writes the long traceback to a file, standard error when null.</summary>
        public void printDetailedTraceback(TextWriter? file = null) => failure.PrintDetailedTraceback(file ?? Console.Error);

        /// <inheritdoc cref="Failure.Throw"/>
        public void raiseException() => failure.Throw();
    }
}
