using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Peer.Tests;

/// <summary>The library's protocols that receive lines and strings, in conversation with Twisted's of the same name.</summary>
public sealed class TwistedStringsTests(Type kind) : TwistedWire(kind)
{
    private const string PlainLetters = "abcdefghijklmnopqrstuvwxyz";

    private static readonly Dictionary<string, (Func<Talk, ITalker> Make, string Letters, int Longest)> Roles = new()
    {
        ["Lines"] = (talk => new Lines(talk), PlainLetters, 16384),
        ["RawLines"] = (talk => new RawLines(talk), "abc\r\n", 99999),
        // Twisted's counts the first half of a delimiter that came in two pieces as a part of the line: none of its longest, therefore.
        ["OnlyLines"] = (talk => new OnlyLines(talk), PlainLetters, 8000),
        ["Netstrings"] = (talk => new Netstrings(talk), PlainLetters, 99999),
        ["Int8Strings"] = (talk => new Int8Strings(talk), PlainLetters, 255),
        ["Int16Strings"] = (talk => new Int16Strings(talk), PlainLetters, 65535),
        ["Int32Strings"] = (talk => new Int32Strings(talk), PlainLetters, 99999),
    };

    private static object[] Conversations =>
    [
        new object[] { "Lines", Wire.Plain },
        new object[] { "Lines", Wire.Tls },
        new object[] { "RawLines", Wire.Plain },
        new object[] { "RawLines", Wire.Unix },
        new object[] { "RawLines", Wire.Ssl },
        new object[] { "OnlyLines", Wire.Unix },
        new object[] { "OnlyLines", Wire.Ssl },
        new object[] { "Netstrings", Wire.Plain },
        new object[] { "Netstrings", Wire.Tls },
        new object[] { "Int8Strings", Wire.Plain },
        new object[] { "Int8Strings", Wire.Unix },
        new object[] { "Int16Strings", Wire.Plain },
        new object[] { "Int16Strings", Wire.Ssl },
        new object[] { "Int32Strings", Wire.Plain },
        new object[] { "Int32Strings", Wire.Unix },
        new object[] { "Int32Strings", Wire.Tls },
    ];

    [TestCaseSource(nameof(Conversations))]
    public void OurClient_TwistedAnswers_EachStringComesBackBackwards(string role, Wire wire)
    {
        var (make, letters, longest) = Roles[role];
        using var twisted = TwistedServer(role, wire);
        var talk = new Talk.Ask(letters, longest);
        Run(async Deferred () =>
        {
            await Connect(twisted, wire, make(talk));
            await Until(() => talk.Ended is not null);
        });
        talk.Received.Should().HaveSameCount(talk.Sent, "Twisted says: {0}", twisted.Said);
        // Not Equal of the strings: it would print 100,000 letters.
        for (var i = 0; i < talk.Sent.Count; i++)
        {
            talk.Received[i].AsSpan().SequenceEqual(talk.Sent[i].AsEnumerable().Reverse().ToArray())
                .Should().BeTrue("string {0} of {1} bytes comes back backwards", i, talk.Sent[i].Length);
        }
        talk.Ended!.Value.Should().BeOfType<ConnectionDoneException>(); // The scenario waited for it.
        twisted.WaitFor("lost ").Should().Be("ConnectionDone");
    }

    [TestCaseSource(nameof(Conversations))]
    public void OurServer_AnswersTwisted_EachStringComesBackBackwards(string role, Wire wire)
    {
        var (make, _, longest) = Roles[role];
        var talk = new Talk.Answer();
        using var twisted = TwistedClient(role, wire, make(talk), $"longest={longest}");
        Run(() => Until(() => talk.Ended is not null));
        twisted.WaitFor("lost ").Should().Be("ConnectionDone");
        twisted.Said.Should().Contain("all came back").And.NotContain("different");
        talk.Ended!.Value.Should().BeOfType<ConnectionDoneException>(); // The scenario waited for it.
    }

    [TestCase("Lines")]
    [TestCase("OnlyLines")]
    [TestCase("Netstrings")]
    [TestCase("Int16Strings")]
    [TestCase("Int32Strings")]
    public void OurServer_TwistedSaysMoreThanIsAllowed_ClosesAndAnswersNothingOfIt(string role)
    {
        const int most = 1000;
        var talk = new Talk.Answer();
        using var twisted = TwistedClient(role, Wire.Plain, WithLimit(role, talk, most), "longest=8000");
        Run(() => Until(() => talk.Ended is not null));
        talk.LongestTaken.Should().Be(256, "it took what is allowed before what is not");
        talk.Ended!.Value.Should().BeOfType<ConnectionDoneException>(); // The scenario waited for it.
        twisted.WaitFor("lost ").Should().BeOneOf("ConnectionDone", "ConnectionLost"); // The latter when more of it was on the way.
        twisted.Said.Should().NotContain("all came back").And.NotContain("different");
    }

    [TestCase("Lines")]
    [TestCase("OnlyLines")]
    public void OurClient_SaysMoreThanTwistedAllows_IsClosed(string role)
    {
        using var twisted = TwistedServer(role, Wire.Plain);
        var talk = new Talk.Ask(PlainLetters, 65535);
        Run(async Deferred () =>
        {
            await Connect(twisted, Wire.Plain, Roles[role].Make(talk));
            await Until(() => talk.Ended is not null);
        });
        talk.LongestTaken.Should().BeLessThan(65535);
        twisted.WaitFor("lost ").Should().Be("ConnectionDone");
    }

    private static ITalker WithLimit(string role, Talk talk, int most) => role switch
    {
        "Lines" => new Lines(talk) { MaxLength = most },
        "OnlyLines" => new OnlyLines(talk) { MaxLength = most },
        "Netstrings" => new Netstrings(talk) { MaxLength = most },
        "Int16Strings" => new Int16Strings(talk) { MaxLength = most },
        _ => new Int32Strings(talk) { MaxLength = most },
    };
}
