namespace TwistedSharp.Defer;

public partial class Deferred
{
    /// <summary>A Deferred that has ended well already (defer.succeed).</summary>
    public static Deferred Succeed()
    {
        var deferred = new Deferred();
        deferred.Callback();
        return deferred;
    }

    /// <summary>A Deferred that has its value already (defer.succeed).</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="value">The value.</param>
    public static Deferred<T> Succeed<T>(T value)
    {
        var deferred = new Deferred<T>();
        deferred.Callback(value);
        return deferred;
    }

    /// <summary>A Deferred that has failed already (defer.fail).</summary>
    /// <param name="exception">What went wrong.</param>
    public static Deferred Fail(Exception exception)
    {
        var deferred = new Deferred();
        deferred.Errback(exception);
        return deferred;
    }

    /// <summary>A Deferred that has failed already (defer.fail).</summary>
    /// <typeparam name="T">The type of the value it does not have.</typeparam>
    /// <param name="exception">What went wrong.</param>
    public static Deferred<T> Fail<T>(Exception exception) => Fail<T>(new Failure(exception));

    /// <summary>A Deferred that has failed already (defer.fail).</summary>
    /// <typeparam name="T">The type of the value it does not have.</typeparam>
    /// <param name="failure">What went wrong.</param>
    public static Deferred<T> Fail<T>(Failure failure)
    {
        var deferred = new Deferred<T>();
        deferred.Errback(failure);
        return deferred;
    }
}
