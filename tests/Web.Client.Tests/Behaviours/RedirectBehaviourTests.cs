namespace TwistedSharp.Tests.Behaviours;

/// <summary>docs/behaviours/web-client.md has a row for every test that Twisted has for redirects and cookies around agents, and each row is true.</summary>
[TestFixture]
public sealed class RedirectBehaviourTests
{
    private static readonly Dictionary<string, int> Groups = new()
    {
        ["CookieJarTests"] = 2,
        ["CookieAgentTests"] = 7,
        ["_RedirectAgentTestsMixin"] = 17,
        ["RedirectAgentTests"] = 2,
        ["BrowserLikeRedirectAgentTests"] = 2,
    };

    private static readonly BehaviourTable Table = BehaviourTable.Read("web-client.md");

    private static IEnumerable<Behaviour> Rows => Table.Rows.Where(row => row.Module == "test_agent" && Groups.ContainsKey(row.Group));

    [TestCaseSource(nameof(Groups))]
    public void Group_EveryTestOfTwisteds_HasItsRow(KeyValuePair<string, int> group)
    {
        Rows.Count(row => row.Group == group.Key).Should().Be(group.Value);
        Table.Groups.Where(g => g.Module == "test_agent" && g.Group == group.Key).Should().ContainSingle().Which.Count.Should().Be(group.Value);
    }

    [Test]
    public void Rows_Each_SaysWhatAndHasATestOrAReason() =>
        Rows.Should().OnlyContain(row => row.Says.Length > 0 && (row.Tests.Length > 0 || row.Reason.Length > 0))
            .And.OnlyHaveUniqueItems(row => row.Group + " " + row.Name);

    [Test]
    public void Rows_EveryTestTheyName_IsInThisAssembly()
    {
        var tests = BehaviourTable.TestsOf(typeof(RedirectBehaviourTests).Assembly);
        var missing = from row in Rows from test in row.Tests where !tests.Contains(test) select $"{row}: {test}";
        missing.Should().BeEmpty();
    }
}
