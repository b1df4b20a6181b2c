namespace TwistedSharp.Tests.Behaviours;

/// <summary>docs/behaviours/reactor.md has a row for every test that Twisted has for TLS.</summary>
[TestFixture]
public sealed class TlsBehaviourTests
{
    private static readonly BehaviourTable Table = BehaviourTable.Read("reactor.md");

    [TestCase("protocols/test_tls", 53)]
    [TestCase("internet/test_tls", 3)]
    [TestCase("test_ssl", 11)]
    [TestCase("test_sslverify", 118)]
    [TestCase("internet/test_newtls", 5)]
    public void Module_EveryTestOfTwisteds_HasItsRow(string module, int count) =>
        Table.Rows.Count(row => row.Module == module).Should().Be(count);
}
