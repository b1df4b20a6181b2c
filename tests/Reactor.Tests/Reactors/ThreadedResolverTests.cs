using System.Net;
using System.Net.Sockets;
using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Reactors;

public sealed class ThreadedResolverTests
{
    [TestCase("192.0.2.7")]
    [TestCase("2001:db8::1")]
    public void ResolveHostName_Literal_IsAnsweredAtOnceWithoutAThread(string literal)
    {
        var threads = new ManualThreads();
        IReadOnlyList<IPAddress>? found = null;
        new ThreadedResolver(threads).ResolveHostName(literal).AddCallback(addresses => { found = addresses; });
        found.Should().Equal(IPAddress.Parse(literal));
        threads.InThread.Should().BeEmpty();
    }

    [Test]
    public void ResolveHostName_Name_AsksInAThreadAndAnswersOnTheReactors()
    {
        var threads = new ManualThreads();
        IReadOnlyList<IPAddress>? found = null;
        new ThreadedResolver(threads).ResolveHostName("localhost").AddCallback(addresses => { found = addresses; });
        threads.RunInThread();
        found.Should().BeNull();
        threads.RunFromThread();
        found.Should().NotBeEmpty().And.OnlyContain(address => IPAddress.IsLoopback(address));
    }

    [Test]
    public void ResolveHostName_NoSuchName_FailsWithTheNameAndTheCause()
    {
        var threads = new ManualThreads();
        Failure? failure = null;
        // Longer than a name may be, so that no resolver is asked.
        var name = new string('x', 300);
        new ThreadedResolver(threads).ResolveHostName(name).AddErrback(f => { failure = f; });
        threads.RunInThread();
        threads.RunFromThread();
        failure!.Value.Should().BeOfType<DNSLookupException>().Which.Message.Should().Contain(name);
        failure.Value.InnerException.Should().NotBeNull();
    }

    [Test]
    public void ResolveHostName_ResolverFailsInAnyWay_FailsWithTheCause()
    {
        var threads = new ManualThreads();
        Failure? failure = null;
        var resolver = new ThreadedResolver(threads, (_, _) => throw new NullReferenceException("deep down"));
        resolver.ResolveHostName("host.example").AddErrback(f => { failure = f; });
        threads.RunInThread();
        threads.RunFromThread();
        failure!.Value.Should().BeOfType<DNSLookupException>().Which.Message.Should().Be("host.example has no address: deep down.");
        failure.Value.InnerException.Should().BeOfType<NullReferenceException>();
    }

    [TestCase("example.example", "example.example")]
    [TestCase("v\u00e4\u00e4ntynyt.example", "xn--vntynyt-5waa.example")]
    [TestCase("\u0440\u0444.example", "xn--p1ai.example")]
    [TestCase("xn----7sbb4ac0ad0be6cf.xn--p1ai", "xn----7sbb4ac0ad0be6cf.xn--p1ai")]
    [TestCase("under_score.example", "under_score.example")]
    public void ResolveHostName_AnyName_IsAskedForInAscii(string name, string asked)
    {
        var threads = new ManualThreads();
        var names = new List<string>();
        new ThreadedResolver(threads, (n, _) =>
        {
            names.Add(n);
            return [IPAddress.Loopback];
        }).ResolveHostName(name);
        threads.RunInThread();
        threads.RunFromThread();
        names.Should().Equal(asked);
    }

    [TestCase(AddressFamily.Unspecified)]
    [TestCase(AddressFamily.InterNetwork)]
    [TestCase(AddressFamily.InterNetworkV6)]
    public void ResolveHostName_Family_IsAskedOfTheSystem(AddressFamily family)
    {
        var threads = new ManualThreads();
        var asked = new List<AddressFamily>();
        IReadOnlyList<IPAddress>? found = null;
        new ThreadedResolver(threads, (_, f) =>
        {
            asked.Add(f);
            return [IPAddress.Parse("192.0.2.2"), IPAddress.Parse("fe80::1%2"), IPAddress.Parse("192.0.2.1")];
        }).ResolveHostName("host.example", family).AddCallback(addresses => { found = addresses; });
        threads.RunInThread();
        threads.RunFromThread();
        asked.Should().Equal(family);
        string.Join(" ", found!).Should().Be("192.0.2.2 fe80::1%2 192.0.2.1", "the system's order is the order to try them in");
    }

    [TestCase("192.0.2.7", AddressFamily.InterNetworkV6)]
    [TestCase("::1", AddressFamily.InterNetwork)]
    public void ResolveHostName_LiteralOfTheOtherFamily_IsNone(string literal, AddressFamily family)
    {
        IReadOnlyList<IPAddress>? found = null;
        new ThreadedResolver(new ManualThreads()).ResolveHostName(literal, family).AddCallback(addresses => { found = addresses; });
        found.Should().BeEmpty();
    }

    [Test]
    public void ResolveHostName_AnotherFamily_Throws() =>
        FluentActions.Invoking(() => new ThreadedResolver(new ManualThreads()).ResolveHostName("a.example", AddressFamily.Unix))
            .Should().Throw<ArgumentException>();

    [TestCase(false)]
    [TestCase(true)]
    public void Cancel_LookupUnderWay_DropsTheLateAnswer(bool asked)
    {
        var threads = new ManualThreads();
        Failure? failure = null;
        var lookup = new ThreadedResolver(threads).ResolveHostName("localhost");
        lookup.AddErrback(f => { failure = f; });
        if (asked)
            threads.RunInThread();
        lookup.Cancel();
        failure!.Value.Should().BeOfType<CancelledException>();
        threads.RunInThread();
        threads.RunFromThread();
        threads.FromThread.Should().BeEmpty();
    }

    [Test]
    public void ResolveHostName_Empty_Throws() =>
        FluentActions.Invoking(() => new ThreadedResolver(new ManualThreads()).ResolveHostName("")).Should().Throw<ArgumentException>();

    private sealed class ManualThreads : IReactorThreads
    {
        internal Queue<Action> InThread { get; } = new();

        internal Queue<Action> FromThread { get; } = new();

        public bool IsInReactorThread => true;

        public void CallFromThread(Action call) => FromThread.Enqueue(call);

        public void CallInThread(Action call) => InThread.Enqueue(call);

        public IThreadPool GetThreadPool() => throw new NotSupportedException();

        public void SuggestThreadPoolSize(int size) { }

        internal void RunInThread() => RunAll(InThread);

        internal void RunFromThread() => RunAll(FromThread);

        private static void RunAll(Queue<Action> calls)
        {
            while (calls.TryDequeue(out var call))
                call();
        }
    }
}
