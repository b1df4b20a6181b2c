using System.Collections;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

public sealed class ListenFDsTests
{
    // Descriptors that are surely not open, and never used.
    private const int First = 100_000;

    private static ListenFDs From(IDictionary environment) => ListenFDs.From(environment, processId: 42, First, ownsHandles: false);

    [Test]
    public void From_MeantForThisProcess_GivesThemByPlaceAndName()
    {
        var environment = new Hashtable { ["LISTEN_PID"] = "42", ["LISTEN_FDS"] = "3", ["LISTEN_FDNAMES"] = "web:db:web", ["HOME"] = "/" };
        var found = From(environment);
        found.Count.Should().Be(3);
        ((int)found.At(2)!.DangerousGetHandle()).Should().Be(First + 2);
        found.At(3).Should().BeNull();
        found.Named("db").Should().BeSameAs(found.At(1));
        found.Named("web").Should().BeSameAs(found.At(0), "the first of a name is the one");
        found.Named("x").Should().BeNull();
        environment.Keys.Should().BeEquivalentTo(new[] { "HOME" }, "a child must not think that they are its own");
    }

    [TestCase("43", "1")]
    [TestCase(null, "1")]
    [TestCase("x", "1")]
    [TestCase("42", null)]
    [TestCase("42", "x")]
    [TestCase("42", "-1")]
    public void From_NotMeantForThisProcess_GivesNone(string? pid, string? count)
    {
        var environment = new Hashtable { ["LISTEN_PID"] = pid, ["LISTEN_FDS"] = count };
        From(environment).Count.Should().Be(0);
        environment.Keys.Count.Should().Be(2);
    }

    [Test]
    public void From_NoNames_GivesThemByPlaceOnly()
    {
        var found = From(new Hashtable { ["LISTEN_PID"] = "42", ["LISTEN_FDS"] = "1" });
        found.At(0).Should().NotBeNull();
        found.Named("").Should().BeNull();
    }
}
