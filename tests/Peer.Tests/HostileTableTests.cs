using System.Reflection;
using NUnit.Framework.Interfaces;
using TwistedSharp.Tests.Behaviours;

namespace TwistedSharp.Peer.Tests;

/// <summary>Each row about hostile servers in docs/security.md is a row or a property of the very test that it names.</summary>
public sealed class HostileTableTests
{
    private static readonly Behaviour[] Table =
        [.. BehaviourTable.Read("../security.md").Rows.Where(row => row.Module is "Hostile servers" or "Hostile servers, further")];

    [Test]
    public void Rows_Each_AreGivenToTheTestTheyName()
    {
        Table.Should().HaveCountGreaterThanOrEqualTo(19);
        var held = Held().ToHashSet();
        var astray = from row in Table from test in row.Tests where !held.Contains((row.Name, test)) select $"{row}: {test}";
        astray.Should().BeEmpty();
    }

    [Test]
    public void Probes_OfTheTests_AreAllInTheTable() =>
        Probes().Select(probe => probe.Row).Except(Table.Select(row => row.Name)).Should().BeEmpty();

    private static IEnumerable<(string Row, string Test)> Held() =>
        HostileServerTests.Rows().Select(row => (row.Row, $"{nameof(HostileServerTests)}.{row.Test}")).Concat(Probes());

    private static IEnumerable<(string Row, string Test)> Probes() =>
        from type in typeof(HostileTableTests).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where method.GetCustomAttributes().Any(a => a is ITestBuilder or ISimpleTestBuilder)
        from attribute in method.GetCustomAttributes<PropertyAttribute>()
        from probe in attribute.Properties["Probe"].Cast<string>()
        select (probe, $"{type.Name}.{method.Name}");
}
