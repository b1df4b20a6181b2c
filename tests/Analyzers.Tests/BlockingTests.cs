namespace TwistedSharp.Analyzers.Tests;

public sealed class BlockingTests
{
    [TestCase("d.AddCallback(_ => Thread.Sleep(1));", "Thread.Sleep(1)")]
    [TestCase("d.addCallback(_ => Thread.Sleep(1));", "Thread.Sleep(1)")]
    [TestCase("d.AddCallback(_ => File.ReadAllText(\"a\"));", "File.ReadAllText(\"a\")")]
    [TestCase("r.CallLater(1, () => t.Wait());", "t.Wait()")]
    [TestCase("r.callLater(1, () => { var x = t.Result; });", "t.Result")]
    [TestCase("r.CallWhenRunning(() => t.GetAwaiter().GetResult());", "t.GetAwaiter().GetResult()")]
    [TestCase("d.AddCallback(_ => Console.ReadLine());", "Console.ReadLine()")]
    [TestCase("d.AddCallback(_ => new[] { 1 }.Select(n => Wait(n)).Count()); int Wait(int n) { Thread.Sleep(n); return n; }", null)]
    [TestCase("new LoopingCall(r, () => Thread.Sleep(1));", "Thread.Sleep(1)")]
    [TestCase("r.DeferToThread(() => Thread.Sleep(1));", null)]
    [TestCase("r.CallInThread(() => Thread.Sleep(1));", null)]
    [TestCase("Task.Run(() => Thread.Sleep(1));", null)]
    [TestCase("d.AddCallback(_ => r.CallInThread(() => Thread.Sleep(1)));", null)]
    [TestCase("Thread.Sleep(1);", null)]
    [TestCase("d.AddCallback(async _ => await t);", null)]
    [TestCase("d.AddCallback(_ => File.Exists(\"a\"));", null)]
    public void BlockingCall_InACallback_IsTold(string statement, string? told) => Said(
        $"void M(IReactor r, Deferred<string> d, Task<int> t) {{ {statement} }}", told);

    [TestCase("void M(Deferred<string> d) { d.AddCallback(Show); } void Show(string s) => Thread.Sleep(1);", "Thread.Sleep(1)")]
    [TestCase("void M(Deferred<string> d) { d.addCallback(Show); } void Show(string s) => Thread.Sleep(1);", "Thread.Sleep(1)")]
    [TestCase("void M(IReactor r) { r.DeferToThread(Show); } void Show() => Thread.Sleep(1);", null)]
    [TestCase("async Deferred M() { await Deferred.Succeed(1); Thread.Sleep(1); }", "Thread.Sleep(1)")]
    [TestCase("async Task M() { await Deferred.Succeed(1); Thread.Sleep(1); }", null)]
    [TestCase("class P : Protocol { public override void DataReceived(ReadOnlySpan<byte> data) => Thread.Sleep(1); }", "Thread.Sleep(1)")]
    [TestCase("class P : protocol.Protocol { public override void connectionMade() => Thread.Sleep(1); }", "Thread.Sleep(1)")]
    [TestCase("class P : basic.LineReceiver { public override void lineReceived(byte[] line) { } void Other() => Thread.Sleep(1); }", null)]
    [TestCase("class P : interfaces.IPullProducer { public void resumeProducing() => Thread.Sleep(1); public void stopProducing() { } }", "Thread.Sleep(1)")]
    [TestCase("class P : Protocol { public override string ToString() { Thread.Sleep(1); return \"\"; } }", null)]
    public void BlockingCall_InWhatTheReactorRuns_IsTold(string members, string? told) => Said(members, told);

    private static void Said(string members, string? told) => Code.Said(new BlockingAnalyzer(), Code.Class(members))
        .Should().Equal(told is null ? [] : [$"TWS0003: {told}"]);
}
