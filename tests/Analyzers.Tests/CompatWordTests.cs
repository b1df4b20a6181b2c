namespace TwistedSharp.Analyzers.Tests;

public sealed class CompatWordTests
{
    [TestCase("d.addCallback(text => text.Length);", "d.AddCallback(text => text.Length);")]
    [TestCase("d.addCallback(text => text.Length).addErrback(f => 0);", "d.AddCallback(text => text.Length).AddErrback(f => 0);")]
    [TestCase("t.loseConnection();", "t.LoseConnection();")]
    [TestCase("t.write(\"x\"u8);", "t.Write(\"x\"u8);")]
    [TestCase("var c = t.connected;", "var c = t.Connected;")]
    [TestCase("r.callLater(1.5, () => { });", "r.CallLater(1.5, () => { });")]
    [TestCase("var s = defer.succeed(1);", "var s = Deferred.Succeed(1);")]
    [TestCase("var l = defer.DeferredLock();", "var l = new DeferredLock();")]
    [TestCase("var c = task.Clock();", "var c = new Clock();")]
    [TestCase("r.stop();", "r.Stop();")]
    [TestCase("r.callLater(1.5, Console.WriteLine, \"x\");", null)]
    [TestCase("d.addCallback((a, b, c) => a + b + c, \"x\", \"y\");", null)]
    [TestCase("t.setTcpNoDelay(true);", null)]
    [TestCase("var page = \"x\".encode();", null)]
    public void Word_WithAMemberForIt_IsFixed(string before, string? after)
    {
        var text = Code.Class($"void M(IReactor r, ITransport t, Deferred<string> d) {{ {before} }}");
        Code.Said(new CompatWordAnalyzer(), text).Count.Should().Be(after is null ? 0 : before.Contains("addErrback") ? 2 : 1);
        Code.Fixed(new CompatWordAnalyzer(), new CompatWordFix(), text).Should().Contain(after ?? before);
    }

    [Test]
    public void LibrarysOwnMember_IsLeft() =>
        Code.Said(new CompatWordAnalyzer(), Code.Class("void M(ITransport t) { t.LoseConnection(); }")).Should().BeEmpty();
}
