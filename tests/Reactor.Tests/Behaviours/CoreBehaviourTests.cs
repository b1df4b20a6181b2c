namespace TwistedSharp.Tests.Behaviours;

/// <summary>docs/behaviours/reactor.md has a row for every test that Twisted has for the reactor's core and its threads.</summary>
[TestFixture]
public sealed class CoreBehaviourTests
{
    private static readonly BehaviourTable Table = BehaviourTable.Read("reactor.md");

    [TestCase("test_internet", 63)]
    [TestCase("internet/test_core", 14)]
    [TestCase("internet/test_base", 18)]
    [TestCase("test_threads", 15)]
    [TestCase("internet/test_threads", 10)]
    [TestCase("test_threadpool", 18)]
    public void Module_EveryTestOfTwisteds_HasItsRow(string module, int count) =>
        Table.Rows.Count(row => row.Module == module).Should().Be(count);
}
