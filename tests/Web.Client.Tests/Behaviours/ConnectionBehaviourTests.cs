namespace TwistedSharp.Tests.Behaviours;

/// <summary>docs/behaviours/web-client.md has a row for every test that Twisted has for its client's connections, bodies, headers and
/// errors. That each row is true is checked for the whole file elsewhere.</summary>
[TestFixture]
public sealed class ConnectionBehaviourTests
{
    private static readonly BehaviourTable Table = BehaviourTable.Read("web-client.md");

    [TestCase("test_newclient", "MakeStatefulDispatcherTests", 1)]
    [TestCase("test_newclient", "_HTTPParserTests", 9)]
    [TestCase("test_newclient", "HTTPClientParserTests", 34)]
    [TestCase("test_newclient", "HTTP11ClientProtocolTests", 33)]
    [TestCase("test_newclient", "RequestTests", 21)]
    [TestCase("test_newclient", "LengthEnforcingConsumerTests", 7)]
    [TestCase("test_newclient", "RequestBodyConsumerTests", 3)]
    [TestCase("test_newclient", "TransportProxyProducerTests", 7)]
    [TestCase("test_newclient", "ResponseTests", 15)]
    [TestCase("test_agent", "FileBodyProducerTests", 12)]
    [TestCase("test_agent", "ReadBodyTests", 6)]
    [TestCase("injectionhelpers", "MethodInjectionTestsMixin", 3)]
    [TestCase("injectionhelpers", "URIInjectionTestsMixin", 6)]
    [TestCase("test_http_headers", "NameEncoderTests", 3)]
    [TestCase("test_http_headers", "BytesHeadersTests", 25)]
    [TestCase("test_http_headers", "UnicodeHeadersTests", 23)]
    [TestCase("test_http_headers", "MixedHeadersTests", 2)]
    [TestCase("test_abnf", "IsTokenTests", 2)]
    [TestCase("test_abnf", "DecintTests", 5)]
    [TestCase("test_abnf", "HexHelperTests", 4)]
    [TestCase("test_error", "CodeToMessageTests", 3)]
    [TestCase("test_error", "ErrorTests", 4)]
    [TestCase("test_error", "PageRedirectTests", 5)]
    [TestCase("test_error", "InfiniteRedirectionTests", 5)]
    [TestCase("test_error", "RedirectWithNoLocationTests", 1)]
    [TestCase("test_error", "MissingRenderMethodTests", 2)]
    [TestCase("test_error", "MissingTemplateLoaderTests", 2)]
    [TestCase("test_error", "FlattenerErrorTests", 13)]
    [TestCase("test_error", "UnsupportedMethodTests", 1)]
    public void Group_EveryTestOfTwisteds_HasItsRow(string module, string group, int count) =>
        Table.Rows.Count(row => row.Module == module && row.Group == group).Should().Be(count);
}
