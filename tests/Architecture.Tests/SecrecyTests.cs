using System.Reflection;
using ArchUnitNET.Loader;

namespace TwistedSharp.Architecture.Tests;

/// <summary>What no test of behaviour can tell: where random bytes come from, and that nothing is set for the whole process.</summary>
public sealed class SecrecyTests
{
    private static readonly Assembly[] Ours = [typeof(Defer.Deferred).Assembly, typeof(Web.Client.Agent).Assembly];

    private static readonly ArchUnitNET.Domain.Architecture Compiled = new ArchLoader().LoadAssemblies(Ours).Build();

    [Test]
    public void Random_ThatCanBeGuessed_OnlySpreadsRetries() => UsersOf("System.Random").Should().BeEquivalentTo(
        "TwistedSharp.Internet.ReconnectingClientFactory", "TwistedSharp.Web.Client.RetryPolicy");

    [Test]
    public void Random_OfTheSystemsSecureSource_MakesBoundariesAndNonces() =>
        UsersOf("System.Security.Cryptography.RandomNumberGenerator").Should().BeEquivalentTo(
            "TwistedSharp.Web.Client.MultipartBodyProducer", "TwistedSharp.Web.Client.DigestAuthenticator");

    [TestCase("System.Net.ServicePointManager")]
    [TestCase("System.AppContext")]
    [TestCase("System.Net.WebRequest")]
    public void SwitchesOfTheProcess_NobodyTouches(string type) => UsersOf(type).Should().BeEmpty();

    [Test]
    public void WebClient_HasNoStaticThatCanBeSet()
    {
        const BindingFlags All = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var settable = from type in typeof(Web.Client.Agent).Assembly.GetTypes()
                       where !type.Name.Contains('<', StringComparison.Ordinal)
                       from field in type.GetFields(All)
                       where !field.IsInitOnly && !field.IsLiteral
                       select $"{type.FullName}.{field.Name}";
        settable.Should().BeEmpty();
    }

    private static IEnumerable<string> UsersOf(string name) => Compiled.Types
        .Where(t => t.FullName.StartsWith("TwistedSharp.", StringComparison.Ordinal))
        .Where(t => t.Dependencies.Any(d => d.Target.FullName == name))
        .Select(t => t.FullName.Split('+', '<')[0].TrimEnd('/'))
        .Distinct();
}
