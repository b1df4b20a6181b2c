namespace TwistedSharp;

/// <summary>How much <see cref="Failure.GetTraceback(TracebackDetail)"/> tells (the detail of Failure.getTraceback).</summary>
public enum TracebackDetail
{
    /// <summary>Type, message and stack, as .NET prints an exception, with the exceptions inside it.</summary>
    Default,

    /// <summary>Type, message and stack of this exception alone.</summary>
    Brief,

    /// <summary>As the default, with each exception's HResult and <see cref="Exception.Data"/>, between a head and a foot line.</summary>
    Verbose,
}
