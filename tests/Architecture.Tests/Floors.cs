namespace TwistedSharp.Architecture.Tests;

/// <summary>The house's table of floors: a folder, and the folders it may look into besides itself.</summary>
internal static class Floors
{
    internal static IReadOnlyDictionary<string, string[]> MayImport { get; } = new Dictionary<string, string[]>
    {
        ["Reactor/Defer"] = [],
        ["Reactor/Time"] = ["Reactor/Defer"],
        ["Reactor/Interfaces"] = ["Reactor/Defer", "Reactor/Time"],
        ["Reactor/Protocols"] = ["Reactor/Defer", "Reactor/Time", "Reactor/Interfaces"],
        ["Reactor/Transports"] = ["Reactor/Defer", "Reactor/Time", "Reactor/Interfaces"],
        ["Reactor/Reactors"] = ["Reactor/Defer", "Reactor/Time", "Reactor/Interfaces", "Reactor/Protocols", "Reactor/Transports"],
        ["Reactor/Endpoints"] = ["Reactor/Defer", "Reactor/Time", "Reactor/Interfaces", "Reactor/Protocols", "Reactor/Transports"],
        ["Reactor/Testing"] = ["Reactor/Defer", "Reactor/Time", "Reactor/Interfaces", "Reactor/Protocols", "Reactor/Transports"],
        ["Web.Client/Wire"] = [],
        ["Web.Client/Connections"] =
            ["Web.Client/Wire", "Reactor/Defer", "Reactor/Time", "Reactor/Interfaces", "Reactor/Protocols"],
        ["Web.Client/Pooling"] =
            ["Web.Client/Wire", "Web.Client/Connections", "Reactor/Defer", "Reactor/Time", "Reactor/Interfaces", "Reactor/Protocols"],
        ["Web.Client/Agents"] =
        [
            "Web.Client/Wire", "Web.Client/Connections", "Web.Client/Pooling",
            "Reactor/Defer", "Reactor/Time", "Reactor/Interfaces", "Reactor/Endpoints",
        ],
        ["Web.Client/Decorators"] =
            ["Web.Client/Wire", "Web.Client/Connections", "Web.Client/Agents", "Reactor/Defer", "Reactor/Time", "Reactor/Interfaces"],
    };

    /// <summary>Types of the base library that only some floors may know.</summary>
    internal static IReadOnlyDictionary<string, string[]> Guarded { get; } = new Dictionary<string, string[]>
    {
        ["System.Net.Sockets.Socket"] = ["Reactor/Transports", "Reactor/Reactors"],
        ["System.Net.Security.SslStream"] = ["Reactor/Transports", "Reactor/Endpoints"],
        ["System.Threading.Thread"] = ["Reactor/Reactors"],
        ["System.Runtime.InteropServices.Marshal"] = ["Reactor/Reactors"],
    };
}
