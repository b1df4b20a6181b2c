namespace TwistedSharp.Tests.Behaviours;

/// <summary>docs/behaviours/deferred.md has a row for every test that Twisted has for Deferreds, failures and timed tasks, and each row
/// is true.</summary>
[TestFixture]
public sealed class BehaviourTableTests
{
    private static readonly BehaviourTable Table = BehaviourTable.Read("deferred.md");

    [TestCase("test_defer", 180)]
    [TestCase("test_task", 66)]
    [TestCase("test_cooperator", 29)]
    [TestCase("test_inlinecb", 60)]
    [TestCase("test_defgen", 10)]
    [TestCase("test_defer_await", 10)]
    [TestCase("test_defer_yieldfrom", 7)]
    [TestCase("test_failure", 48)]
    [TestCase("test_time", 3)]
    public void Module_EveryTestOfTwisteds_HasItsRow(string module, int count) =>
        Table.Rows.Count(row => row.Module == module).Should().Be(count);

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
        var tests = BehaviourTable.TestsOf(typeof(BehaviourTableTests).Assembly);
        var missing = from row in Table.Rows from test in row.Tests where !tests.Contains(test) select $"{row}: {test}";
        missing.Should().BeEmpty();
    }
}
