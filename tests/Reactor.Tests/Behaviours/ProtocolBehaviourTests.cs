namespace TwistedSharp.Tests.Behaviours;

/// <summary>docs/behaviours/reactor.md has a row for every test that Twisted has for factories, basic protocols and policies.</summary>
[TestFixture]
public sealed class ProtocolBehaviourTests
{
    private static readonly BehaviourTable Table = BehaviourTable.Read("reactor.md");

    [TestCase("protocols/test_basic", 66)]
    [TestCase("test_policies", 38)]
    [TestCase("test_protocols", 7)]
    [TestCase("test_factories", 6)]
    [TestCase("internet/test_protocol", 25)]
    public void Module_EveryTestOfTwisteds_HasItsRow(string module, int count) =>
        Table.Rows.Count(row => row.Module == module).Should().Be(count);
}
