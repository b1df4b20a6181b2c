namespace TwistedSharp.Tests.Behaviours;

/// <summary>docs/behaviours/web-client.md has a row for every test that Twisted has for decoded bodies; that each is true is tested for the whole
/// file.</summary>
[TestFixture]
public sealed class DecoderBehaviourTests
{
    private static readonly BehaviourTable Table = BehaviourTable.Read("web-client.md");

    [TestCase("ContentDecoderAgentTests", 5)]
    [TestCase("ContentDecoderAgentWithGzipTests", 4)]
    public void Group_EveryTestOfTwisteds_HasItsRow(string group, int count) =>
        Table.Rows.Count(row => row.Module == "test_agent" && row.Group == group).Should().Be(count);
}
