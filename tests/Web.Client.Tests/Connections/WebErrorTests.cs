namespace TwistedSharp.Web.Client.Tests.Connections;

/// <summary>What the errors of answers say.</summary>
public sealed class WebErrorTests
{
    [TestCase(404, null, "Not Found", "404 Not Found")]
    [TestCase(404, "", "Not Found", "404 Not Found")]
    [TestCase(404, "Gone fishing", "Gone fishing", "404 Gone fishing")]
    [TestCase(799, null, "", "799 ")]
    public void WebError_Message_IsTheServersOrTheStatuss(int status, string? given, string phrase, string message)
    {
        var error = new WebErrorException(status, given, "body"u8.ToArray());
        (error.Status, error.ReasonPhrase, error.Message).Should().Be((status, phrase, message));
        error.Body.Should().Equal("body"u8.ToArray());
        new WebErrorException(404).Body.Should().BeEmpty();
    }

    [TestCase(302, null, "http://b/", "302 Found to http://b/")]
    [TestCase(302, "Moved", "http://b/", "302 Moved to http://b/")]
    [TestCase(799, null, "http://b/", "799  to http://b/")]
    public void PageRedirect_Message_NamesTheLocation(int status, string? given, string location, string message)
    {
        var error = new PageRedirectException(status, given, null, location);
        (error.Location, error.Message).Should().Be((location, message));
    }

    [TestCase(302, null, "http://b/", "302 Found to http://b/: too many redirects")]
    [TestCase(302, "Moved", "http://b/", "302 Moved to http://b/: too many redirects")]
    [TestCase(799, null, "http://b/", "799  to http://b/: too many redirects")]
    public void InfiniteRedirection_Message_NamesTheLocation(int status, string? given, string location, string message)
    {
        var error = new InfiniteRedirectionException(status, given, null, location);
        (error.Location, error.Message).Should().Be((location, message));
    }

    [Test]
    public void RedirectWithNoLocation_Message_NamesTheURI()
    {
        var uri = URI.Parse("http://a/x");
        var error = new RedirectWithNoLocationException(302, null, null, uri);
        (error.URI, error.Message).Should().Be((uri, "302 Found at http://a/x: expected a Location, saw none"));
    }
}
