namespace TwistedSharp.Tests.Behaviours;

/// <summary>docs/behaviours/reactor.md has a row for every test that Twisted has for endpoints and name resolvers.</summary>
[TestFixture]
public sealed class EndpointBehaviourTests
{
    private static readonly BehaviourTable Table = BehaviourTable.Read("reactor.md");

    [TestCase("internet/test_endpoints", 161)]
    [TestCase("internet/test_resolver", 17)]
    [TestCase("haproxy/test_parser", 9)]
    [TestCase("haproxy/test_v1parser", 10)]
    [TestCase("haproxy/test_v2parser", 24)]
    [TestCase("haproxy/test_wrapper", 14)]
    public void Module_EveryTestOfTwisteds_HasItsRow(string module, int count) =>
        Table.Rows.Count(row => row.Module == module).Should().Be(count);
}
