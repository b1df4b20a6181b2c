using System.Globalization;
using System.Text;
using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>Writes what each connection reads and writes into a file of its own
/// (twisted.protocols.policies.TrafficLoggingFactory).</summary>
/// <remarks>Meant for finding mistakes: the files have everything in them, secrets too.</remarks>
public class TrafficLoggingFactory : WrappingFactory
{
    private readonly string _logfilePrefix;
    private readonly int? _lengthLimit;
    private int _counter;

    /// <summary>Wraps a factory.</summary>
    /// <param name="wrappedFactory">It.</param>
    /// <param name="logfilePrefix">What the files' names begin with; "-1", "-2" and so on follow.</param>
    /// <param name="lengthLimit">The most bytes of one piece that are written down; all when null.</param>
    public TrafficLoggingFactory(IFactory wrappedFactory, string logfilePrefix, int? lengthLimit = null) : base(wrappedFactory)
    {
        ArgumentNullException.ThrowIfNull(logfilePrefix);
        ArgumentOutOfRangeException.ThrowIfLessThan(lengthLimit ?? 1, 1, nameof(lengthLimit));
        _logfilePrefix = logfilePrefix;
        _lengthLimit = lengthLimit;
    }

    /// <summary>Counts the connections from one again.</summary>
    public void ResetCounter() => _counter = 0;

    /// <summary>Opens a connection's file.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Where to write; closed when the connection is lost.</returns>
    protected virtual TextWriter Open(string name) => new StreamWriter(name, append: false, Encoding.ASCII);

    /// <inheritdoc/>
    protected override ProtocolWrapper Wrap(IProtocol protocol, IAddress address)
    {
        _counter++;
        var file = Open(string.Create(CultureInfo.InvariantCulture, $"{_logfilePrefix}-{_counter}"));
        return new TrafficLoggingProtocol(this, protocol, file, _lengthLimit, _counter);
    }
}
