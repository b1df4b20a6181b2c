using TwistedSharp.Internet;
using static twisted.internet;
using static twisted.trial;

namespace TwistedSharp.Compat.Tests;

/// <summary>A test case in trial's words, on NUnit.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TrialTests : unittest.TestCase
{
    [Test]
    public void Results_AreTakenByTrialsWords()
    {
        successResultOf(defer.succeed(1)).Should().Be(1);
        failureResultOf(defer.fail(new ConnectionDoneException("over")), error.ConnectionDone).getErrorMessage().Should().Be("over");
        var d = defer.Deferred<int>();
        assertNoResult(d);
        var wrong = () => failureResultOf(defer.fail(new ConnectionDoneException("over")), error.ConnectionLost);
        wrong.Should().Throw<ConnectionDoneException>("it is trapped");
    }

    [Test]
    public void AssertFailure_GivesTheExceptionOrFails()
    {
        successResultOf(assertFailure(defer.fail<int>(new ConnectionDoneException("over")), error.ConnectionDone))
            .Should().BeOfType<ConnectionDoneException>();
        failureResultOf(assertFailure(defer.succeed(5), error.ConnectionDone)).getErrorMessage()
            .Should().Be("Expected a failure (ConnectionDoneException); the result is 5.");
    }

    [Test]
    public void Mktemp_NamesAFileInAFolderThatTheTestMayUse()
    {
        var name = mktemp();
        File.WriteAllText(name, "x");
        File.Exists(name).Should().BeTrue();
    }

    [Test]
    public void Reactor_IsOneOfMemory_WithAClock()
    {
        var called = false;
        reactor.callLater(5, () => called = true);
        reactor.Advance(5);
        called.Should().BeTrue();
    }
}
