namespace TwistedSharp.Tests.Behaviours;

/// <summary>docs/behaviours/reactor.md has a row for every test that Twisted has for datagrams.</summary>
[TestFixture]
public sealed class DatagramBehaviourTests
{
    private static readonly BehaviourTable Table = BehaviourTable.Read("reactor.md");

    [TestCase("test_udp", 17)]
    [TestCase("internet/test_udp", 18)]
    [TestCase("internet/test_udp_internals", 4)]
    [TestCase("test_unix (datagrams)", 3)]
    [TestCase("internet/test_unix (datagrams)", 2)]
    public void Module_EveryTestOfTwisteds_HasItsRow(string module, int count) =>
        Table.Rows.Count(row => row.Module == module).Should().Be(count);
}
