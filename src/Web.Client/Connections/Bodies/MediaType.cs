namespace TwistedSharp.Web.Client;

/// <summary>What may be said in a Content-Type line.</summary>
internal static class MediaType
{
    /// <summary>Refuses what would end the line and begin another (GHSA-2vrm-gr82-f7m5 in aiohttp).</summary>
    /// <exception cref="InvalidHeaderValueException">There is a control in it, or nothing at all.</exception>
    internal static string? Checked(string? contentType)
    {
        if (contentType is null)
            return null;
        if (string.IsNullOrWhiteSpace(contentType))
            throw new InvalidHeaderValueException("An empty Content-Type: expected type/subtype, or null for none.");
        var at = Grammar.IndexOfControl(contentType);
        if (at >= 0)
        {
            throw new InvalidHeaderValueException(
                $"Control character 0x{(int)contentType[at]:x2} at {at} in a Content-Type: expected type/subtype and parameters.");
        }
        return contentType;
    }
}
