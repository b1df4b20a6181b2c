using TwistedSharp.Internet;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Connections.Bodies;

public sealed class MultipartBodyProducerTests
{
    private MultipartBodyProducer _form = null!;

    [SetUp]
    public void SetUp() => _form = new MultipartBodyProducer();

    [Test]
    public void Produce_FieldsAndFiles_AreWrittenAsBrowsersDo()
    {
        _form.Add("a", "one\ntwo").Add("f", new BytesBodyProducer("data"u8.ToArray()), "x.bin")
            .Add("j", RequestBody.Text("t"), contentType: "text/y");
        var b = _form.Boundary;
        Consumer.Read(_form).Should().Be(
            $"--{b}\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\ntwo\r\n" +
            $"--{b}\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.bin\"\r\n" +
            "Content-Type: application/octet-stream\r\n\r\ndata\r\n" +
            $"--{b}\r\nContent-Disposition: form-data; name=\"j\"\r\nContent-Type: text/y\r\n\r\nt\r\n" +
            $"--{b}--\r\n");
        _form.ContentType.Should().Be($"multipart/form-data; boundary={b}");
        _form.CanReplay.Should().BeTrue();
        Consumer.Read(_form).Should().EndWith($"--{b}--\r\n");
    }

    [Test]
    public void Produce_NoParts_IsTheEndAlone() => Consumer.Read(_form).Should().Be($"--{_form.Boundary}--\r\n");

    [TestCase("a\"; filename=\"evil", "a%22; filename=%22evil")]
    [TestCase("a\r\nX-Evil: 1", "a%0D%0AX-Evil: 1")]
    [TestCase("a\nb", "a%0D%0Ab")]
    [TestCase("grün %22", "grün %22")]
    public void Name_ThatWouldForgeAHeader_IsEscaped(string name, string written) =>
        Consumer.Read(_form.Add(name, "")).Should().Contain($"; name=\"{written}\"\r\n\r\n");

    [TestCase("a\"b", "a%22b")]
    [TestCase("a\rb\n", "a%0Db%0A")]
    public void FileName_ThatWouldForgeAHeader_IsEscaped(string name, string written) =>
        Consumer.Read(_form.Add("f", new BytesBodyProducer(default), name)).Should().Contain($"; filename=\"{written}\"\r\n");

    [Test]
    public void ContentType_ThatWouldForgeAHeader_IsRefused()
    {
        _form.Invoking(f => f.Add("f", new BytesBodyProducer(default), contentType: "a/b\r\nX-Evil: 1"))
            .Should().Throw<InvalidHeaderValueException>();
        _form.Invoking(f => f.Add("f", new TypedBody("a/b\nX-Evil: 1"))).Should().Throw<InvalidHeaderValueException>();
        _form.Invoking(f => f.Add("a\0", "")).Should().Throw<ArgumentException>();
        Consumer.Read(_form).Should().Be($"--{_form.Boundary}--\r\n", "nothing was added");
    }

    [Test]
    public void Names_OfRandomText_NeverMakeALineOfTheirOwn()
    {
        const string Evil = "a\"\\\r\n;:= %2-ü\ud83d";
        var random = new Random(7);
        for (var round = 0; round < 2_000; round++)
        {
            string Text() => new([.. Enumerable.Range(0, random.Next(12)).Select(_ => Evil[random.Next(Evil.Length)])]);
            var form = new MultipartBodyProducer().Add(Text(), new BytesBodyProducer(default), Text(), "t/t");
            var lines = Consumer.Read(form).Split("\r\n");
            lines.Should().HaveCount(7);
            lines[1].Should().StartWith("Content-Disposition: form-data; name=\"").And.EndWith("\"").And.NotContainAny("\r", "\n");
            lines[1].Count(c => c == '"').Should().Be(4);
            lines[2].Should().Be("Content-Type: t/t");
        }
    }

    [Test]
    public void Boundary_IsAnothersEachTimeAndOfRandomBytes()
    {
        var boundaries = Enumerable.Range(0, 100).Select(_ => new MultipartBodyProducer().Boundary).ToList();
        boundaries.Should().OnlyHaveUniqueItems();
        boundaries.Should().AllSatisfy(b => b.Should().MatchRegex("^----TwistedSharp[0-9a-f]{32}$"));
    }

    [Test]
    public void Length_APartHasNone_IsUnknown()
    {
        _form.Add("a", "1");
        _form.Length.Should().BePositive();
        _form.Add("f", new FakeBody(null));
        _form.Length.Should().BeNull();
        _form.CanReplay.Should().BeFalse();
    }

    [Test]
    public void Pause_HoldsThePartUnderWayAndTheNext()
    {
        var part = new FakeBody(2);
        _form.Add("f", part).Add("a", "1");
        var consumer = new Consumer();
        var done = _form.StartProducing(consumer);
        _form.PauseProducing();
        part.Calls.Should().Equal("start", "pause");
        part.Write("ab");
        part.Done.Callback();
        consumer.Text.Should().EndWith("ab\r\n");
        _form.ResumeProducing();
        SuccessResultOf(done);
        consumer.Text.Should().EndWith($"\r\n\r\n1\r\n--{_form.Boundary}--\r\n");
        _form.Invoking(f => f.Add("late", "")).Should().Throw<InvalidOperationException>();
    }

    [Test]
    public void Stop_StopsThePartUnderWayAndThoseToCome()
    {
        var (first, second) = (new FakeBody(null), new FakeBody(null));
        _form.Add("f", first).Add("g", second);
        var consumer = new Consumer();
        var done = _form.StartProducing(consumer);
        _form.StopProducing();
        first.Calls.Should().Equal("start", "stop");
        second.Calls.Should().Equal("stop");
        var written = consumer.Text;
        first.Write("late");
        first.Done.Callback();
        consumer.Text.Should().Be(written);
        AssertNoResult(done);
    }

    [Test]
    public void Stop_BeforeTheStart_StopsAllParts()
    {
        var part = new FakeBody(null);
        _form.Add("f", part).StopProducing();
        part.Calls.Should().Equal("stop");
    }

    [Test]
    public void Part_Fails_FailsAndStopsTheRest()
    {
        var (first, second) = (new FakeBody(null), new FakeBody(null));
        _form.Add("f", first).Add("g", second);
        var done = _form.StartProducing(new Consumer());
        first.Done.Errback(new FormatException());
        FailureResultOf<FormatException>(done);
        second.Calls.Should().Equal("stop");
    }

    [Test]
    public void Parts_VeryMany_AreSentFlat()
    {
        for (var i = 0; i < 20_000; i++)
            _form.Add("n", "v");
        Consumer.Read(_form).Should().EndWith($"--{_form.Boundary}--\r\n");
    }

    [Test]
    public void AddFile_SendsTheFileWithItsNameAlone()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{TestContext.CurrentContext.Test.ID}.txt");
        File.WriteAllText(path, "from disk");
        try
        {
            _form.AddFile("f", path, "text/x");
            var consumer = new Consumer();
            _form.StartProducing(consumer).AsTask().Wait(TestContext.CurrentContext.CancellationToken);
            consumer.Text.Should().Contain($"; filename=\"{Path.GetFileName(path)}\"\r\nContent-Type: text/x\r\n\r\nfrom disk\r\n");
            consumer.Bytes.LongLength.Should().Be(_form.Length);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private sealed class TypedBody(string contentType) : IBodyProducer
    {
        public long? Length => 0;

        public string? ContentType => contentType;

        public Defer.Deferred StartProducing(IConsumer consumer) => Defer.Deferred.Succeed();

        public void PauseProducing() { }

        public void ResumeProducing() { }

        public void StopProducing() { }
    }
}
