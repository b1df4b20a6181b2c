using NSubstitute;
using TwistedSharp.Internet;
using TwistedSharp.Tests.Defer;

namespace TwistedSharp.Tests.Protocols;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FileWrapperTests
{
    private readonly MemoryStream _file = new();

    [Test]
    public void Write_EachWay_GoesIntoTheFile()
    {
        ITransport wrapper = new FileWrapper(_file);
        wrapper.Write("foo "u8);
        wrapper.WriteSequence([new("bar"u8.ToArray()), new(" baz"u8.ToArray())]);
        "!?"u8.CopyTo(wrapper.GetSpan(2));
        wrapper.Advance(2);
        Pieces.Text(_file.ToArray()).Should().Be("foo bar baz!?");
    }

    [Test]
    public void LoseConnection_ClosesTheFile()
    {
        var wrapper = new FileWrapper(_file);
        wrapper.LoseConnection();
        wrapper.Connected.Should().BeFalse();
        _file.CanWrite.Should().BeFalse();
        wrapper.Write("dropped"u8);
    }

    [Test]
    public void Write_FileFails_IsLogged()
    {
        using var log = new LogWatch();
        var wrapper = new FileWrapper(_file);
        _file.Dispose();
        wrapper.Write("lost"u8);
        log.Events.Should().Contain(e => e.IsError && e.Message.Contains("in a transport's place"));
    }

    [Test]
    public void RegisterProducer_Pull_IsAskedOnce()
    {
        var wrapper = new FileWrapper(_file);
        var producer = Substitute.For<IProducer>();
        wrapper.RegisterProducer(producer, streaming: false);
        producer.Received(1).ResumeProducing();
        wrapper.Invoking(w => w.RegisterProducer(producer, false)).Should().Throw<InvalidOperationException>();
        wrapper.UnregisterProducer();
        wrapper.RegisterProducer(producer, streaming: true);
        producer.Received(1).ResumeProducing();
    }
}
