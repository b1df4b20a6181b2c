using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace TwistedSharp.Architecture.Tests;

public sealed class FloorTests
{
    private static readonly SourceMap Map = new();

    private static readonly ArchUnitNET.Domain.Architecture Compiled = new ArchLoader()
        .LoadAssemblies(typeof(Defer.Deferred).Assembly, typeof(Web.Client.Agent).Assembly)
        .Build();

    [Test]
    public void EveryFolder_UnderSrc_IsAFloorOfTheTable() =>
        Map.Floors.Should().BeEquivalentTo(Floors.MayImport.Keys);

    [Test]
    public void EveryType_OfOurs_HasAFloor() =>
        OurTypes().Where(t => Map.FloorOf(t.FullName) is null).Select(t => t.FullName).Should().BeEmpty();

    [Test]
    public void NoArrow_GoesUpward()
    {
        var arrows =
            from type in OurTypes()
            let floor = Map.FloorOf(type.FullName)
            from target in type.Dependencies.Select(d => d.Target.FullName).Distinct()
            let to = Map.FloorOf(target)
            where floor is not null && to is not null && to != floor && !Floors.MayImport[floor].Contains(to)
            select $"{floor} {type.FullName} -> {to} {target}";
        arrows.Distinct().Should().BeEmpty();
    }

    [Test]
    public void GuardedTypes_AreKnown_OnlyOnTheirFloors()
    {
        var arrows =
            from type in OurTypes()
            let floor = Map.FloorOf(type.FullName)
            from target in type.Dependencies.Select(d => d.Target.FullName).Distinct()
            where Floors.Guarded.TryGetValue(target, out var allowed) && floor is not null && !allowed.Contains(floor)
            select $"{floor} {type.FullName} -> {target}";
        arrows.Distinct().Should().BeEmpty();
    }

    [Test]
    public void Dependencies_AreSeen()
    {
        // Were the reader to see nothing, the rules above would hold for any code.
        var agent = OurTypes().Single(t => t.FullName == "TwistedSharp.Web.Client.Agent");
        agent.Dependencies.Select(d => d.Target.FullName).Should().Contain("TwistedSharp.Web.Client.HTTPConnectionPool");
    }

    [Test]
    public void PublicTypes_BearNoNameOfANamespace()
    {
        var words = OurTypes().SelectMany(t => (t.Namespace?.FullName ?? "").Split('.')).ToHashSet();
        OurTypes().Where(t => t.Visibility == Visibility.Public && words.Contains(t.Name)).Select(t => t.FullName).Should().BeEmpty();
    }

    private static IEnumerable<IType> OurTypes() =>
        Compiled.Types.Where(t => t.FullName.StartsWith("TwistedSharp.", StringComparison.Ordinal) && !t.FullName.Contains('<', StringComparison.Ordinal));
}
