namespace TwistedSharp.Web.Client;

/// <summary>A response is larger than a limit allows: one of <see cref="WireLimits"/>, or of those who take its body.</summary>
public sealed class LimitExceededException : ParseException
{
    /// <summary>Makes the error for the limit of that name (a property of <see cref="WireLimits"/>, for one) and its value.</summary>
    public LimitExceededException(string limitName, long limit)
        : base($"The response exceeds {limitName}: expected at most {limit}, saw more.")
    {
        LimitName = limitName;
        Limit = limit;
    }

    /// <summary>The name of the exceeded limit: a property of <see cref="WireLimits"/>, for one.</summary>
    public string LimitName { get; }

    /// <summary>The limit's value, in the unit its name says.</summary>
    public long Limit { get; }
}
