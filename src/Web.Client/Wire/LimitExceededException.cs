namespace TwistedSharp.Web.Client;

/// <summary>A response is larger than one of the <see cref="WireLimits"/> allows.</summary>
public sealed class LimitExceededException : ParseException
{
    /// <summary>Makes the error for the limit of that name (a property of <see cref="WireLimits"/>) and its value.</summary>
    public LimitExceededException(string limitName, long limit)
        : base($"The response exceeds {limitName}: expected at most {limit}, saw more.")
    {
        LimitName = limitName;
        Limit = limit;
    }

    /// <summary>The name of the exceeded property of <see cref="WireLimits"/>.</summary>
    public string LimitName { get; }

    /// <summary>The limit's value, in the unit its name says.</summary>
    public long Limit { get; }
}
