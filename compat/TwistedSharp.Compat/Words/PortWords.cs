using System.ComponentModel;
using System.Net.Sockets;

/// <summary>What Twisted calls the reactor's rarer doors: datagrams on UNIX sockets, multicast, descriptors that are there already, child
/// processes, the thread pool.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PortWords
{
    extension(IReactor reactor)
    {
        /// <inheritdoc cref="IReactorMulticast.ListenMulticast"/>
        public IMulticastTransport listenMulticast(
            int port, IDatagramProtocol protocol, string @interface = "", int maxPacketSize = 8192, bool listenMultiple = false) =>
            reactor.ListenMulticast(port, protocol, @interface, maxPacketSize, listenMultiple);

        /// <inheritdoc cref="IReactorUNIXDatagram.ListenUNIXDatagram"/>
        public IUNIXDatagramTransport listenUNIXDatagram(
            string? address, IDatagramProtocol protocol, int maxPacketSize = 8192, UnixFileMode? mode = null) =>
            reactor.ListenUNIXDatagram(address, protocol, maxPacketSize, mode);

        /// <inheritdoc cref="IReactorUNIXDatagram.ConnectUNIXDatagram"/>
        public IUNIXDatagramConnectedTransport connectUNIXDatagram(
            string address, IConnectedDatagramProtocol protocol, int maxPacketSize = 8192, UnixFileMode? mode = null,
            string? bindAddress = null) =>
            reactor.ConnectUNIXDatagram(address, protocol, maxPacketSize, mode, bindAddress);

        /// <inheritdoc cref="IReactorSocket.AdoptStreamPort"/>
        public IListeningPort adoptStreamPort(SafeSocketHandle fileDescriptor, IFactory factory) =>
            reactor.AdoptStreamPort(fileDescriptor, factory);

        /// <inheritdoc cref="IReactorSocket.AdoptStreamConnection"/>
        public ITransport? adoptStreamConnection(SafeSocketHandle fileDescriptor, IFactory factory) =>
            reactor.AdoptStreamConnection(fileDescriptor, factory);

        /// <summary>Starts a child process with an empty environment, as Twisted does unless it is told otherwise.</summary>
        /// <param name="processProtocol">Who is told what it says.</param>
        /// <param name="executable">The program's file.</param>
        /// <param name="args">Its arguments, the first of which is its own name.</param>
        public IProcessTransport spawnProcess(IProcessProtocol processProtocol, string executable, IEnumerable<string> args) =>
            reactor.SpawnProcess(processProtocol, executable, args.Skip(1), new Dictionary<string, string>());

        /// <summary>Starts a child process.</summary>
        /// <param name="processProtocol">Who is told what it says.</param>
        /// <param name="executable">The program's file.</param>
        /// <param name="args">Its arguments, the first of which is its own name.</param>
        /// <param name="env">Its environment; null is this process's.</param>
        /// <param name="path">Its working directory; null is this process's.</param>
        public IProcessTransport spawnProcess(
            IProcessProtocol processProtocol, string executable, IEnumerable<string> args, IReadOnlyDictionary<string, string>? env,
            string? path = null) =>
            reactor.SpawnProcess(processProtocol, executable, args.Skip(1), env, path);

        /// <inheritdoc cref="IReactorThreads.GetThreadPool"/>
        public IThreadPool getThreadPool() => reactor.GetThreadPool();
    }

    extension(IThreadPool pool)
    {
        /// <inheritdoc cref="IThreadPool.Min"/>
        public int min => pool.Min;

        /// <inheritdoc cref="IThreadPool.Max"/>
        public int max => pool.Max;

        /// <inheritdoc cref="IThreadPool.AdjustPoolSize"/>
        public void adjustPoolsize(int? minthreads = null, int? maxthreads = null) => pool.AdjustPoolSize(minthreads, maxthreads);

        /// <inheritdoc cref="IThreadPool.CallInThread"/>
        public void callInThread(Action func) => pool.CallInThread(func);
    }

    extension(IMulticastTransport port)
    {
        /// <inheritdoc cref="IMulticastTransport.GetOutgoingInterface"/>
        public string getOutgoingInterface() => port.GetOutgoingInterface();

        /// <inheritdoc cref="IMulticastTransport.SetOutgoingInterface"/>
        public Deferred setOutgoingInterface(string addr) => port.SetOutgoingInterface(addr);
    }

    extension(IUNIXDatagramTransport port)
    {
        /// <summary>Sends a datagram to a socket's path.</summary>
        public void write(ReadOnlySpan<byte> datagram, string address) => port.Write(datagram, address);
    }

    extension(IUNIXDatagramConnectedTransport port)
    {
        /// <inheritdoc cref="IUNIXDatagramConnectedTransport.Write"/>
        public void write(ReadOnlySpan<byte> datagram) => port.Write(datagram);
    }
}
