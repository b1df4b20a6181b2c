namespace TwistedSharp.Defer;

/// <summary>The shapes of errbacks for one type of exception: any other failure passes by, as a value does.</summary>
internal static partial class Links
{
    internal sealed class OnException<TException, TNext>(Func<TException, TNext> errback) : Link where TException : Exception
    {
        internal override object? Run(object? result) => result is Failure { Value: TException exception } ? errback(exception) : result;
    }

    internal sealed class OnExceptionDo<TException, T>(Action<TException> errback) : Link where TException : Exception
    {
        internal override object? Run(object? result)
        {
            if (result is not Failure { Value: TException exception })
                return result;
            errback(exception);
            return default(T);
        }
    }
}
