namespace TwistedSharp.Web.Client.Tests.Connections;

public sealed class ContentRangeTests
{
    [TestCase("bytes 3-5/6", 3L, 5L, 6L)]
    [TestCase("BYTES  0-0/1 ", 0L, 0L, 1L)]
    [TestCase("bytes 3-5/*", 3L, 5L, null)]
    [TestCase("bytes */6", null, null, 6L)]
    [TestCase("bytes 0-9223372036854775806/9223372036854775807", 0L, long.MaxValue - 1, long.MaxValue)]
    public void TryParse_Range_IsCut(string value, long? first, long? last, long? total)
    {
        ContentRange.TryParse(value, out var range).Should().BeTrue();
        range.Should().Be(new ContentRange(first, last, total));
        range.Length.Should().Be(last - first + 1 ?? 0);
    }

    [TestCase("")]
    [TestCase("bytes")]
    [TestCase("bytes ")]
    [TestCase("bytes=3-5/6")]
    [TestCase("items 3-5/6")]
    [TestCase("bytes 3-5")]
    [TestCase("bytes 5-3/6")]
    [TestCase("bytes 3-6/6")]
    [TestCase("bytes -5/6")]
    [TestCase("bytes 3-/6")]
    [TestCase("bytes +3-5/6")]
    [TestCase("bytes 3--5/6")]
    [TestCase("bytes 3 - 5/6")]
    [TestCase("bytes 3-5/")]
    [TestCase("bytes */*")]
    [TestCase("bytes 3-5/6, bytes 3-5/6")]
    [TestCase("bytes 0-9223372036854775807/*")]
    [TestCase("bytes 0-99999999999999999999/*")]
    public void TryParse_AnythingElse_IsRefused(string value) => ContentRange.TryParse(value, out _).Should().BeFalse();
}
