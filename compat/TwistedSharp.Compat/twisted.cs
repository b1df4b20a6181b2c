/// <summary>The packages of Twisted, so that <c>using static twisted.internet;</c> stands for <c>from twisted.internet import reactor, defer, ...</c>.</summary>
/// <remarks>In the global namespace, as the words that extend the library's types are: a ported file has no other using. Nothing here has
/// behaviour of its own; each word is the library's member, with Twisted's default where that differs.</remarks>
public static partial class twisted
{
    /// <summary>twisted.internet: the reactor, Deferreds, protocols, endpoints.</summary>
    public static partial class internet
    {
        /// <summary>The process's reactor (<see cref="Reactors.Default"/>).</summary>
        public static IReactor reactor => Reactors.Default;
    }

    /// <summary>twisted.protocols: lines and strings, and what limits them.</summary>
    public static partial class protocols;

    /// <summary>twisted.python: failures and the log.</summary>
    public static partial class python;

    /// <summary>twisted.web: the HTTP client.</summary>
    public static partial class web;

    /// <summary>twisted.trial: what tests ask of Deferreds.</summary>
    public static partial class trial;
}
