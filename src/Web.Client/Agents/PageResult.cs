namespace TwistedSharp.Web.Client;

/// <summary>What came of one of many pages: the page, or why it could not be had.</summary>
/// <param name="Url">Where it was asked for, as it was given.</param>
/// <param name="Page">The page; null when there is a failure.</param>
/// <param name="Failure">What went wrong; null when there is a page.</param>
public readonly record struct PageResult(string Url, string? Page, Failure? Failure)
{
    /// <summary>Whether the page is there.</summary>
    public bool Succeeded => Failure is null;
}
