using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Reactors;

[TestFixture]
public sealed class ReactorThreadTests
{
    [Test]
    public async Task Start_Returns_TheReactorRunsElsewhere()
    {
        await using var thread = ReactorThread.Start();
        thread.Reactor.Running.Should().BeTrue();
        thread.Reactor.IsInReactorThread.Should().BeFalse();
        var asked = new TaskCompletionSource<bool>();
        thread.Reactor.CallFromThread(() => asked.SetResult(thread.Reactor.IsInReactorThread));
        (await asked.Task).Should().BeTrue();
    }

    [Test]
    public async Task StopAsync_Twice_EndsOnce()
    {
        var thread = ReactorThread.Start();
        await thread.StopAsync();
        await thread.StopAsync();
        thread.Completion.IsCompletedSuccessfully.Should().BeTrue();
        thread.Reactor.Running.Should().BeFalse();
    }

    [Test]
    public async Task Completion_TheReactorStopsItself_Ends()
    {
        var thread = ReactorThread.Start();
        thread.Reactor.CallFromThread(thread.Reactor.Stop);
        await thread.Completion.WaitAsync(TimeSpan.FromSeconds(10));
        thread.Dispose();
    }

    [Test]
    public void Start_AReactorThatEnded_Throws()
    {
        var thread = ReactorThread.Start();
        thread.Dispose();
        var again = () => ReactorThread.Start(thread.Reactor);
        again.Should().Throw<ReactorNotRestartableException>();
    }

    [Test]
    public void Start_AReactorThatRuns_Throws()
    {
        using var thread = ReactorThread.Start();
        var again = () => ReactorThread.Start(thread.Reactor);
        again.Should().Throw<ReactorAlreadyRunningException>();
    }

    [Test]
    public async Task Dispose_OnItsOwnThread_ThrowsInsteadOfWaitingForEver()
    {
        await using var thread = ReactorThread.Start();
        var thrown = new TaskCompletionSource<Exception?>();
        thread.Reactor.CallFromThread(() =>
        {
            try
            {
                thread.Dispose();
                thrown.SetResult(null);
            }
            catch (InvalidOperationException e)
            {
                thrown.SetResult(e);
            }
        });
        (await thrown.Task).Should().BeOfType<InvalidOperationException>();
    }
}
