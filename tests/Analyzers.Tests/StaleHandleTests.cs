namespace TwistedSharp.Analyzers.Tests;

public sealed class StaleHandleTests
{
    [TestCase("d.AddCallback(text => text.Length); d.AddCallback(text => text + 1);")]
    [TestCase("d.addCallback(text => text.Length); d.addCallback(text => text + 1);")]
    [TestCase("d.AddCallback(text => text.Length); return d;")]
    [TestCase("d.AddCallback(text => text.Length); if (d.Called) d.AddErrback(failure => \"\");", 0)]
    [TestCase("d.AddCallback(text => Console.WriteLine(text)); d.AddErrback(failure => \"\");")]
    [TestCase("var e = d.AddCallback(text => text.Length); e.AddCallback(n => n + 1);", 0)]
    [TestCase("d.AddCallback(text => text.ToUpper()); d.AddCallback(text => text + 1);", 0)]
    [TestCase("d.AddErrback(failure => \"\"); d.AddCallback(text => text + 1);", 0)]
    [TestCase("d.AddCallback(text => text.Length);", 0)]
    [TestCase("d.AddCallback(text => text.Length); d = new Deferred<string>(); d.AddCallback(text => text + 1);", 0)]
    [TestCase("d.AddCallback(text => text.Length); d.Callback(\"\");", 0)]
    [TestCase("d.AddCallback(text => text.Length).AddCallback(n => n + 1); var other = 1; d.AddCallback(text => text + 1);")]
    [TestCase("var o = defer.Deferred(); o.addCallback(x => 1); o.addCallback(x => \"\");", 0)]
    public void DroppedHandle_UsedAgain_IsTold(string statements, int times = 1) =>
        Said(statements).Should().HaveCount(times);

    [Test]
    public void Field_UsedAgain_IsTold() =>
        Code.Said(
            new StaleHandleAnalyzer(),
            Code.Class("Deferred<string> f = new(); void M() { f.AddCallback(text => text.Length); f.AddCallback(text => text + 1); }"))
            .Should().Equal("TWS0001: f.AddCallback(text => text.Length)");

    [Test]
    public void ProgramOfStatements_IsLookedAt() =>
        Code.Said(
            new StaleHandleAnalyzer(),
            Code.Program("var d = new Deferred<string>();\nd.AddCallback(text => text.Length);\nd.AddCallback(text => text + 1);"))
            .Should().Equal("TWS0001: d.AddCallback(text => text.Length)");

    [Test]
    public void Fix_KeepsTheNewHandle() =>
        Code.Fixed(
            new StaleHandleAnalyzer(), new StaleHandleFix(),
            Code.Class("void M(Deferred<string> d)\n{\nd.AddCallback(text => text.Length);\nd.AddErrback(failure => Log.Err(failure, \"\"));\n}"))
            .Should().Contain("var d2 = d.AddCallback(text => text.Length);").And.Contain("d2.AddErrback(failure => Log.Err(failure, \"\"));");

    private static IReadOnlyList<string> Said(string statements) => Code.Said(
        new StaleHandleAnalyzer(), Code.Class($"object? M(Deferred<string> d)\n{{\n{statements}\n#pragma warning disable 162\nreturn null;\n}}"));
}
