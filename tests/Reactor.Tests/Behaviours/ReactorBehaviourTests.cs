namespace TwistedSharp.Tests.Behaviours;

/// <summary>docs/behaviours/reactor.md has a row for every test that Twisted has for the reactor and all that is built on it, and each
/// row is true.</summary>
[TestFixture]
public sealed class ReactorBehaviourTests
{
    private static readonly BehaviourTable Table = BehaviourTable.Read("reactor.md");

    [Test]
    public void Groups_TheirHeadings_CountTheirRows() =>
        Table.Groups.Should().OnlyContain(g => Table.Rows.Count(row => row.Module == g.Module && row.Group == g.Group) == g.Count);

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
        var tests = BehaviourTable.TestsOf(typeof(ReactorBehaviourTests).Assembly);
        var missing = from row in Table.Rows from test in row.Tests where !tests.Contains(test) select $"{row}: {test}";
        missing.Should().BeEmpty();
    }
}
