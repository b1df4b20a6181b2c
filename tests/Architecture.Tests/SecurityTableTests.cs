using TwistedSharp.Tests.Behaviours;

namespace TwistedSharp.Architecture.Tests;

/// <summary>docs/security.md is true: each row has its tests, and the tests are there.</summary>
public sealed class SecurityTableTests
{
    private static readonly BehaviourTable Table = BehaviourTable.Read("../security.md");

    [TestCase("Twisted and its relatives", 21)]
    [TestCase("The same kind of client elsewhere", 17)]
    [TestCase("Hostile servers", 19)]
    [TestCase("Hostile servers, further", 37)]
    public void Table_EachThreat_HasItsRow(string module, int count) => Table.Rows.Count(row => row.Module == module).Should().Be(count);

    [Test]
    public void Groups_TheirHeadings_CountTheirRows() =>
        Table.Groups.Should().HaveCount(4).And.OnlyContain(g => Table.Rows.Count(row => row.Module == g.Module) == g.Count);

    [Test]
    public void Rows_EachThreat_IsThereOnce() =>
        Table.Rows.Select(row => (row.Module, row.Name)).Should().OnlyHaveUniqueItems();

    [Test]
    public void Rows_Each_SaysWhatAndHasATestOrAReason() =>
        Table.Rows.Should().OnlyContain(row => row.Name.Length > 0 && row.Says.Length > 0 && (row.Tests.Length > 0 || row.Reason.Length > 0));

    [Test]
    public void Rows_WithoutATest_AreOfWhatIsNotHere() => Table.Rows.Where(row => row.Tests.Length == 0).Select(row => row.Reason)
        .Should().Equal("there is no HTTP/2 here", "there is no server of pages here");

    [Test]
    public void Rows_Each_NamesATestOnce() => Table.Rows.Should().OnlyContain(row => row.Tests.Distinct().Count() == row.Tests.Length);

    [Test]
    public void Rows_EveryTestTheyName_IsThere()
    {
        var tests = BehaviourTable.TestsInSources();
        var missing = from row in Table.Rows from test in row.Tests where !tests.Contains(test) select $"{row}: {test}";
        missing.Should().BeEmpty();
    }

    [Test]
    public void Sources_NoTest_IsSwitchedOff()
    {
        var off = from file in BehaviourTable.TestSources()
                  from line in File.ReadLines(file)
                  where line.TrimStart() is var attribute && (attribute.StartsWith("[Ignore", StringComparison.Ordinal) || attribute.StartsWith("[Explicit", StringComparison.Ordinal))
                  select $"{file}: {line}";
        off.Should().BeEmpty();
    }

    [Test]
    public void Sources_TestsOfThisFixture_AreFoundAndNothingElse()
    {
        var here = BehaviourTable.TestsInSources().Where(test => test.StartsWith($"{nameof(SecurityTableTests)}.", StringComparison.Ordinal));
        here.Should().BeEquivalentTo(BehaviourTable.TestsOf(GetType().Assembly).Where(t => t.StartsWith($"{nameof(SecurityTableTests)}.", StringComparison.Ordinal)));
    }
}
