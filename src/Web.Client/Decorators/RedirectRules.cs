namespace TwistedSharp.Web.Client;

/// <summary>How a redirect is followed.</summary>
internal enum RedirectStep
{
    /// <summary>The status is none.</summary>
    None,

    /// <summary>It is a redirect, but not to be followed for this method.</summary>
    NotForMethod,

    /// <summary>With the same method and body.</summary>
    Again,

    /// <summary>With GET, or HEAD for HEAD, and no body.</summary>
    SeeOther,
}

/// <summary>Which redirects an agent follows, and what does not cross origins.</summary>
internal sealed class RedirectRules
{
    private readonly bool _isLikeBrowsers;
    private readonly string[] _bound;

    internal RedirectRules(bool isLikeBrowsers, int limit, IEnumerable<string>? sensitiveHeaderNames)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        _isLikeBrowsers = isLikeBrowsers;
        Limit = limit;
        _bound = [.. RedirectFields.BoundToOrigin, .. sensitiveHeaderNames ?? []];
        foreach (var name in _bound)
        {
            if (!Grammar.IsToken(name))
                throw new InvalidHeaderNameException("A sensitive header's name is no RFC 9110 token.");
        }
    }

    internal int Limit { get; }

    internal bool AllowDowngrade { get; set; }

    internal int MaxDrainedBytes
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 64 << 10;

    public override string ToString() => $"of at most {Limit}{(AllowDowngrade ? ", also from https to http," : "")}";

    internal RedirectStep StepFor(int status, string method)
    {
        var isSafe = method is "GET" or "HEAD";
        return status switch
        {
            303 => RedirectStep.SeeOther,
            301 or 302 or 307 or 308 when isSafe => RedirectStep.Again,
            301 or 302 when _isLikeBrowsers => RedirectStep.SeeOther,
            307 or 308 when _isLikeBrowsers => RedirectStep.Again,
            301 or 302 or 307 or 308 => RedirectStep.NotForMethod,
            _ => RedirectStep.None,
        };
    }

    /// <summary>Takes out what must not come to another origin.</summary>
    internal void RemoveBound(Headers headers, IReadOnlyCollection<string>? secrets)
    {
        RedirectFields.Remove(headers, _bound);
        RedirectFields.Remove(headers, secrets);
    }
}
