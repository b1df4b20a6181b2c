using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

public sealed class UnixHalfCloseTests(Type kind) : HalfCloseTests(kind)
{
    private UnixPaths _paths = null!; // Made in SetUp.

    [SetUp]
    public void MakePaths() => _paths = new UnixPaths();

    [TearDown]
    public void RemovePaths() => _paths.Dispose();

    internal override IListeningPort Listen(IFactory factory) => Reactor.ListenUNIX(_paths.Next(), factory);

    internal override IConnector Connect(IListeningPort port, IClientFactory factory) =>
        Reactor.ConnectUNIX(((UNIXAddress)port.GetHost()).Name!, factory); // Bound to a path.
}
