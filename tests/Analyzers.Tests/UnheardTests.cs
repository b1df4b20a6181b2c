namespace TwistedSharp.Analyzers.Tests;

public sealed class UnheardTests
{
    [TestCase("agent.RequestString(\"http://a/\");")]
    [TestCase("agent.RequestString(\"http://a/\").AddCallback(page => Console.WriteLine(page));")]
    [TestCase("client.getPage(\"http://a/\").addCallback(page => Console.WriteLine(page));")]
    [TestCase("var d = agent.RequestString(\"http://a/\");")]
    [TestCase("var d = agent.RequestString(\"http://a/\"); d.AddCallback(page => Console.WriteLine(page));")]
    [TestCase("agent.RequestString(\"http://a/\").AddErrback(failure => \"\");", 0)]
    [TestCase("agent.RequestString(\"http://a/\").AddBoth(_ => { });", 0)]
    [TestCase("client.getPage(\"http://a/\").addErrback(failure => Console.WriteLine(failure));", 0)]
    [TestCase("var d = agent.RequestString(\"http://a/\"); d.AddCallback(_ => { }); d.AddErrback(failure => \"\");", 0)]
    [TestCase("var d = agent.RequestString(\"http://a/\"); Keep(d);", 0)]
    [TestCase("var d = agent.RequestString(\"http://a/\"); Action a = () => d.Cancel();", 0)]
    [TestCase("field = agent.RequestString(\"http://a/\");", 0)]
    [TestCase("_ = agent.RequestString(\"http://a/\");", 0)]
    [TestCase("field.AddCallback(page => page.Length);", 0)]
    [TestCase("port.StopListening();", 0)]
    [TestCase("Keep(agent.RequestString(\"http://a/\"));", 0)]
    public void Deferred_ThatNobodyHears_IsTold(string statements, int times = 1) => Said(statements).Should().HaveCount(times);

    [Test]
    public void AsyncMethod_IsTheCompilersToTell() =>
        Code.Said(
            new UnheardAnalyzer(), Code.Class("async Deferred M(Agent agent) { agent.RequestString(\"http://a/\"); await Deferred.Succeed(1); }"))
            .Should().BeEmpty();

    [Test]
    public void ProgramOfStatements_IsLookedAt() =>
        Code.Said(
            new UnheardAnalyzer(), Code.Program("var page = new Agent(Reactors.Create()).RequestString(\"http://a/\");\npage.AddCallback(text => 1);"))
            .Should().Equal("TWS0002: new Agent(Reactors.Create()).RequestString(\"http://a/\")");

    [Test]
    public void Returned_IsHeardByTheCaller() =>
        Code.Said(new UnheardAnalyzer(), Code.Class("Deferred<string> M(Agent agent) { var d = agent.RequestString(\"http://a/\"); return d; }"))
            .Should().BeEmpty();

    [Test]
    public void Fix_AddsAnErrbackThatLogs() =>
        Code.Fixed(new UnheardAnalyzer(), new UnheardFix(), Code.Class("void M(Agent agent) { agent.RequestString(\"http://a/\"); }"))
            .Should().Contain("agent.RequestString(\"http://a/\").AddErrback(failure => Log.Err(failure, \"Unhandled Error\"));");

    private static IReadOnlyList<string> Said(string statements) => Code.Said(
        new UnheardAnalyzer(),
        Code.Class(
            $"Deferred<string> field = null!;\nvoid Keep(Deferred d) {{ }}\nvoid M(Agent agent, IListeningPort port)\n{{\n{statements}\n}}"));
}
