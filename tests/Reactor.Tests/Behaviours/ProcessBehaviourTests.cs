namespace TwistedSharp.Tests.Behaviours;

/// <summary>Every test that Twisted has for child processes and standard streams has its row in docs/behaviours/reactor.md.</summary>
[TestFixture]
public sealed class ProcessBehaviourTests
{
    private static readonly BehaviourTable Table = BehaviourTable.Read("reactor.md");

    [TestCase("test_process", 73)]
    [TestCase("internet/test_process", 25)]
    [TestCase("test_stdio", 9)]
    [TestCase("internet/test_stdio", 7)]
    public void Module_EveryTestOfTwisteds_HasItsRow(string module, int count) =>
        Table.Rows.Count(row => row.Module == module).Should().Be(count);
}
