using System.Globalization;

namespace TwistedSharp.Web.Client.Tests.Decorators.Cookies;

public sealed class CookieDateTests
{
    [TestCase("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37")]
    [TestCase("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37")]
    [TestCase("Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37")]
    [TestCase("06-nov-2094 8:9:7", "2094-11-06T08:09:07")]
    [TestCase("1 Jan 69 00:00:00", "2069-01-01T00:00:00")]
    [TestCase("1 Jan 70 00:00:00", "1970-01-01T00:00:00")]
    [TestCase("1 Jan 00 00:00:00", "2000-01-01T00:00:00")]
    [TestCase("1 Jan 1601 00:00:00", "1601-01-01T00:00:00")]
    [TestCase("1994 6 Novembre 08:49:37junk", "1994-11-06T08:49:37")]
    [TestCase("6 1994x Novembre 08:49:37x GMT+5", "1994-11-06T08:49:37")]
    [TestCase("29 Feb 2024 12:00:00", "2024-02-29T12:00:00")]
    [TestCase("29 Feb 2023 12:00:00", null)]
    [TestCase("31 Apr 2024 12:00:00", null)]
    [TestCase("0 Jan 2024 12:00:00", null)]
    [TestCase("32 Jan 2024 12:00:00", null)]
    [TestCase("1 Jan 1600 12:00:00", null)]
    [TestCase("1 Jan 999 12:00:00", null)]
    [TestCase("1 Jan 20241 12:00:00", null)]
    [TestCase("1 Jan 2024 24:00:00", null)]
    [TestCase("1 Jan 2024 12:60:00", null)]
    [TestCase("1 Jan 2024 12:00:60", null)]
    [TestCase("1 Jan 2024 12:00", null)]
    [TestCase("1 Jan 2024", null)]
    [TestCase("1 Jam 2024 12:00:00", null)]
    [TestCase("", null)]
    [TestCase("tomorrow", null)]
    [TestCase("00000000000000000000000000000000000000001 Jan 2024 12:00:00", null)]
    public void TryParse_Text_GivesItsDate(string text, string? date)
    {
        CookieDate.TryParse(text, out var parsed).Should().Be(date is not null);
        if (date is not null)
            parsed.Should().Be(DateTimeOffset.Parse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
    }
}
