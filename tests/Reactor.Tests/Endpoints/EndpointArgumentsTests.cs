using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Endpoints;

public sealed class EndpointArgumentsTests
{
    private static EndpointArguments Declared(string description, int positional, params string[] names)
    {
        var arguments = EndpointArguments.Parse(description);
        arguments.Declare(positional, names);
        return arguments;
    }

    [TestCase("tcp:80", new[] { "80" }, new string[0])]
    [TestCase("tcp:80:interface=127.0.0.1", new[] { "80" }, new[] { "interface", "127.0.0.1" })]
    [TestCase("tcp:a:d=1:b", new[] { "a", "b" }, new[] { "d", "1" })]
    [TestCase("unix:a\\:b", new[] { "a:b" }, new string[0])]
    [TestCase("unix:a\\\\:b", new[] { "a\\", "b" }, new string[0])]
    [TestCase("unix:a\\=b", new[] { "a=b" }, new string[0])]
    [TestCase("unix:\\a", new[] { "a" }, new string[0])]
    [TestCase("x:a\\=b=c", new string[0], new[] { "a=b", "c" })]
    [TestCase("x:a\\:b=c\\:d", new string[0], new[] { "a:b", "c:d" })]
    [TestCase("x:a=b=c=d", new string[0], new[] { "a", "b=c=d" })]
    [TestCase("x:a=\\=b", new string[0], new[] { "a", "=b" })]
    [TestCase("x:a=", new string[0], new[] { "a", "" })]
    [TestCase("x:", new[] { "" }, new string[0])]
    [TestCase("x::", new[] { "", "" }, new string[0])]
    [TestCase("x", new string[0], new string[0])]
    [TestCase("x: a = b ", new string[0], new[] { " a ", " b " })]
    [TestCase("x:a\\\nb", new[] { "a\nb" }, new string[0])]
    public void Parse_Description_IsTakenApart(string description, string[] positional, string[] named)
    {
        var arguments = EndpointArguments.Parse(description);
        arguments.Positional.Should().Equal(positional);
        arguments.Named.SelectMany(n => (string[])[n.Key, n.Value]).Should().Equal(named);
    }

    [TestCase("", "\"\" was expected to begin with a type of endpoint, as \"tcp:\" does.")]
    [TestCase(":80", "\":80\" was expected to begin with a type of endpoint, as \"tcp:\" does.")]
    [TestCase("a=b:c", "\"a=b:c\" was expected to begin with a type of endpoint, as \"tcp:\" does.")]
    [TestCase("a=b", "\"a=b\" was expected to begin with a type of endpoint, as \"tcp:\" does.")]
    [TestCase("tcp:80\\", "\"tcp:80\\\" ends in a backslash, but a backslash takes the character after it as it is.")]
    [TestCase("tcp:80:a=1:a=2", "\"tcp:80:a=1:a=2\" gives the argument a twice.")]
    public void Parse_NoDescription_Throws(string description, string message) =>
        FluentActions.Invoking(() => EndpointArguments.Parse(description)).Should().Throw<ArgumentException>().WithMessage(message);

    [Test]
    public void Parse_TypeWithAnEscapedColon_IsThatType() => EndpointArguments.Parse("a\\:b\\=c:d=e").Prefix.Should().Be("a:b=c");

    [TestCase("x:1:2", "1", "2")]
    [TestCase("x:a=1:2", "1", "2")]
    [TestCase("x:1:b=2", "1", "2")]
    [TestCase("x:b=2:1", "1", "2")]
    [TestCase("x:2:a=1", "1", "2")]
    [TestCase("x:a=1", "1", null)]
    public void Declare_Places_AreForTheNamesNotGiven(string description, string? a, string? b)
    {
        var arguments = Declared(description, 2, "a", "b", "c");
        (arguments.Text("a"), arguments.Text("b"), arguments.Text("c")).Should().Be((a, b, null));
    }

    [TestCase("x:1:2:3", "x: \"3\" has no name, and there is no place left for it: without names there can be a and b.")]
    [TestCase("x:1:d=4", "x: there is no argument \"d\"; there are a, b and c.")]
    [TestCase("x:=4", "x: there is no argument \"\"; there are a, b and c.")]
    [TestCase("x:A=4", "x: there is no argument \"A\"; there are a, b and c.")]
    public void Declare_OtherArguments_Throws(string description, string message) =>
        FluentActions.Invoking(() => Declared(description, 2, "a", "b", "c")).Should().Throw<ArgumentException>().WithMessage(message);

    [TestCase("x:1", "x: \"1\" has no name, and there is no place left for it.")]
    [TestCase("x:a=1", "x: there is no argument \"a\"; there are none.")]
    public void Declare_None_RefusesAny(string description, string message) =>
        FluentActions.Invoking(() => Declared(description, 0)).Should().Throw<ArgumentException>().WithMessage(message);

    [TestCase("x")]
    [TestCase("x:")]
    public void Declare_None_TakesABareType(string description) => Declared(description, 0).Prefix.Should().Be("x");

    [TestCase("x:", "x: the argument a is empty.")]
    [TestCase("x", "x: the argument a is missing.")]
    public void RequiredText_NotThere_Throws(string description, string message) =>
        FluentActions.Invoking(() => Declared(description, 1, "a").RequiredText("a")).Should().Throw<ArgumentException>()
            .WithMessage(message);

    [Test]
    public void Number_InRange_IsTaken()
    {
        Declared("x:0", 1, "a").Number("a", 0, 65535).Should().Be(0);
        Declared("x:65535", 1, "a").Number("a", 0, 65535).Should().Be(65535);
        Declared("x", 1, "a").Number("a", 0, 65535, 50).Should().Be(50);
    }

    [TestCase("-1")]
    [TestCase("65536")]
    [TestCase("99999999999")]
    [TestCase("80x")]
    [TestCase(" 80")]
    [TestCase("\u0668")]
    public void Number_Other_Throws(string value) =>
        FluentActions.Invoking(() => Declared($"x:{value}", 1, "a").Number("a", 0, 65535)).Should().Throw<ArgumentException>()
            .WithMessage($"x: the argument a is \"{value}\", but a number from 0 to 65535 was expected.");

    [TestCase("3", 3)]
    [TestCase("2.5", 2.5)]
    public void Seconds_Positive_IsTaken(string value, double seconds) =>
        Declared($"x:{value}", 1, "a").Seconds("a").Should().Be(TimeSpan.FromSeconds(seconds));

    [TestCase("0")]
    [TestCase("-1")]
    [TestCase("")]
    [TestCase("1e3")]
    [TestCase("Infinity")]
    [TestCase("NaN")]
    [TestCase("999999999999999999999")]
    public void Seconds_Other_Throws(string value) =>
        FluentActions.Invoking(() => Declared($"x:{value}", 1, "a").Seconds("a")).Should().Throw<ArgumentException>()
            .WithMessage($"x: the argument a is \"{value}\", but a positive number of seconds was expected.");

    [TestCase("x:0", true, false)]
    [TestCase("x:1", false, true)]
    [TestCase("x", true, true)]
    [TestCase("x", false, false)]
    public void Flag_ZeroOrOne_IsTaken(string description, bool otherwise, bool expected) =>
        Declared(description, 1, "a").Flag("a", otherwise).Should().Be(expected);

    [Test]
    public void Flag_Other_Throws() =>
        FluentActions.Invoking(() => Declared("x:yes", 1, "a").Flag("a", false)).Should().Throw<ArgumentException>()
            .WithMessage("x: the argument a is \"yes\", but 0 or 1 was expected.");

    [Test]
    public void Text_NotDeclared_Throws() =>
        FluentActions.Invoking(() => Declared("x:1", 1, "a").Text("b")).Should().Throw<InvalidOperationException>();
}
