namespace TwistedSharp.Tests.Behaviours;

/// <summary>docs/behaviours/web-client.md has a row for every test that Twisted has for agents, their pool and URIs; and each row of the whole
/// file is true.</summary>
[TestFixture]
public sealed class AgentBehaviourTests
{
    private static readonly BehaviourTable Table = BehaviourTable.Read("web-client.md");

    [TestCase("test_agent", "HTTPConnectionPoolTests", 11)]
    [TestCase("test_agent", "AgentTestsMixin", 1)]
    [TestCase("test_agent", "IntegrationTestingMixin", 4)]
    [TestCase("test_agent", "AgentTests", 28)]
    [TestCase("test_agent", "AgentHTTPSTests", 7)]
    [TestCase("test_agent", "WebClientContextFactoryTests", 4)]
    [TestCase("test_agent", "HTTPConnectionPoolRetryTests", 12)]
    [TestCase("test_agent", "ProxyAgentTests", 4)]
    [TestCase("test_agent", "HostnameCachingHTTPSPolicyTests", 3)]
    [TestCase("test_client", "HTTPConnectionPoolTests", 2)]
    [TestCase("test_webclient", "URLJoinTests", 2)]
    [TestCase("test_webclient", "URITests", 14)]
    [TestCase("test_webclient", "URITestsForIPv6", 1)]
    public void Group_EveryTestOfTwisteds_HasItsRow(string module, string group, int count) =>
        Table.Rows.Count(row => row.Module == module && row.Group == group).Should().Be(count);

    [Test]
    public void Groups_TheirHeadings_CountTheirRows() =>
        Table.Groups.Should().OnlyContain(g => Table.Rows.Count(row => row.Module == g.Module && row.Group == g.Group) == g.Count)
            .And.HaveCount(Table.Rows.Select(row => (row.Module, row.Group)).Distinct().Count());

    [Test]
    public void Rows_EachName_IsThereOnce() =>
        Table.Rows.GroupBy(row => (row.Module, row.Group, row.Name)).Where(same => same.Count() > 1).SelectMany(same => same)
            .Should().BeEmpty();

    [Test]
    public void Rows_Each_SaysWhatAndHasATestOrAReason() =>
        Table.Rows.Should().OnlyContain(row =>
            row.Name.Length > 0 && row.Says.Length > 0 && (row.Tests.Length > 0 || row.Reason.Length > 0));

    [Test]
    public void Rows_EveryTestTheyName_IsInThisAssembly()
    {
        var tests = BehaviourTable.TestsOf(typeof(AgentBehaviourTests).Assembly);
        var missing = from row in Table.Rows from test in row.Tests where !tests.Contains(test) select $"{row}: {test}";
        missing.Should().BeEmpty();
    }
}
