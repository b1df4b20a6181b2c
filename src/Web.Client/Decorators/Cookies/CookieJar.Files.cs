using System.Globalization;

namespace TwistedSharp.Web.Client;

/// <content>Cookies in a file, in Netscape's format, which curl, browsers' exports and Python's MozillaCookieJar share.</content>
public sealed partial class CookieJar
{
    private const string Magic = "# Netscape HTTP Cookie File";
    private const string HttpOnlyMark = "#HttpOnly_";
    private const int FieldCount = 7;

    /// <summary>Writes the cookies that have not ended to a file that only its owner may read, and puts it in the place of the one that was
    /// there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sessionCookies">Whether those without an end are written too.</param>
    /// <exception cref="IOException">It cannot be written; the file that was there is as it was.</exception>
    public void Save(string path, bool sessionCookies = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var draft = $"{path}.{Path.GetRandomFileName()}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using (var writer = new StreamWriter(draft, options))
                Save(writer, sessionCookies);
            File.Move(draft, path, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }

    /// <summary>Writes the cookies that have not ended: one a line, seven fields between tabs, <c>#HttpOnly_</c> before the domain, a dot
    /// before one that is for all hosts below, and 0 as the end of a session cookie. SameSite has no place there.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="sessionCookies">Whether those without an end are written too.</param>
    public void Save(TextWriter writer, bool sessionCookies = true)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write($"{Magic}\n# These are credentials: keep them to yourself.\n\n");
        foreach (var cookie in this)
        {
            if (cookie.Expires is null && !sessionCookies)
                continue;
            // An end within the first second after 1970 would read as none; it has passed anyway.
            var end = cookie.Expires is { } expires ? Math.Max(1, expires.ToUnixTimeSeconds()) : 0;
            writer.Write(string.Create(CultureInfo.InvariantCulture,
                $"{(cookie.IsHttpOnly ? HttpOnlyMark : "")}{(cookie.IsHostOnly ? "" : ".")}{cookie.Domain}\t{Word(!cookie.IsHostOnly)}\t"
                + $"{cookie.Path}\t{Word(cookie.IsSecure)}\t{end}\t{cookie.Name}\t{cookie.Value}\n"));
        }
    }

    /// <summary>Adds the cookies of a file in Netscape's format.</summary>
    /// <param name="path">The file.</param>
    /// <returns>How many were added; those that have ended, or that no server may set, are left out.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="FormatException">A line is not in the format; the message says which. Nothing is added then.</exception>
    public int Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var reader = new StreamReader(path);
        return Load(reader);
    }

    /// <summary>Adds the cookies of a text in Netscape's format.</summary>
    /// <param name="reader">The text.</param>
    /// <returns>How many were added; those that have ended, or that no server may set, are left out.</returns>
    /// <exception cref="FormatException">A line is not in the format; the message says which. Nothing is added then.</exception>
    public int Load(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        List<Cookie> cookies = [];
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            var isHttpOnly = line.StartsWith(HttpOnlyMark, StringComparison.Ordinal);
            if (isHttpOnly)
                line = line[HttpOnlyMark.Length..];
            else if (string.IsNullOrWhiteSpace(line) || line[0] is '#' or '$')
                continue;
            cookies.Add(CookieOf(line, isHttpOnly, number));
        }
        var added = 0;
        var now = _time.GetUtcNow();
        foreach (var cookie in cookies)
        {
            // One that has ended would take away the one that the jar has.
            if (!(cookie.Expires <= now) && CookieRules.ProblemOf(cookie, Suffixes) is null && Put(cookie))
                added++;
        }
        return added;
    }

    // The flag, not the dot, tells whether hosts below get the cookie: programs disagree on the dot, and a host-only cookie must stay one.
    private static Cookie CookieOf(string line, bool isHttpOnly, int number)
    {
        var fields = line.Split('\t');
        // An editor that trims lines takes the last tab of an empty value with it.
        if (fields.Length is not (FieldCount or FieldCount - 1))
            throw new FormatException($"Line {number}: expected {FieldCount} fields between tabs, saw {fields.Length}.");
        return new Cookie
        {
            Domain = fields[0].TrimStart('.').ToLowerInvariant(),
            IsHostOnly = !Flag(fields[1], number),
            Path = fields[2],
            IsSecure = Flag(fields[3], number),
            Expires = End(fields[4], number),
            Name = fields[5],
            Value = fields.Length == FieldCount ? fields[6] : "",
            IsHttpOnly = isHttpOnly,
        };
    }

    private static DateTimeOffset? End(string seconds, int number)
    {
        if (seconds is "" or "0")
            return null;
        if (!long.TryParse(seconds, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var end))
            throw new FormatException($"Line {number}: expected the cookie's end in seconds since 1970 as the fifth field.");
        return DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(end, 0, DateTimeOffset.MaxValue.ToUnixTimeSeconds()));
    }

    private static bool Flag(string word, int number) => word.ToUpperInvariant() switch
    {
        "TRUE" => true,
        "FALSE" => false,
        _ => throw new FormatException($"Line {number}: expected TRUE or FALSE as the second and fourth field."),
    };

    private static string Word(bool flag) => flag ? "TRUE" : "FALSE";
}
