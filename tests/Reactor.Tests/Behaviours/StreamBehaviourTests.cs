namespace TwistedSharp.Tests.Behaviours;

/// <summary>docs/behaviours/reactor.md has a row for every test that Twisted has for TCP, UNIX streams, their addresses and errors.</summary>
[TestFixture]
public sealed class StreamBehaviourTests
{
    private static readonly BehaviourTable Table = BehaviourTable.Read("reactor.md");

    [TestCase("test_tcp", 36)]
    [TestCase("internet/test_tcp", 82)]
    [TestCase("internet/connectionmixins", 8)]
    [TestCase("test_unix", 7)]
    [TestCase("internet/test_unix", 15)]
    [TestCase("test_abstract", 10)]
    [TestCase("internet/test_abstract", 6)]
    [TestCase("internet/test_filedescriptor", 4)]
    [TestCase("test_error", 8)]
    [TestCase("internet/test_error", 2)]
    [TestCase("internet/test_address", 8)]
    public void Module_EveryTestOfTwisteds_HasItsRow(string module, int count) =>
        Table.Rows.Count(row => row.Module == module).Should().Be(count);
}
