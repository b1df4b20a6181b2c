using System.ComponentModel;

/// <summary>What Twisted calls the members of UDP ports and child processes.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class DatagramWords
{
    extension(IUDPTransport port)
    {
        /// <summary>Sends a datagram to where the port is connected to.</summary>
        public void write(ReadOnlySpan<byte> datagram) => port.Write(datagram);

        /// <summary>Sends a datagram to an address; names are not looked up.</summary>
        public void write(ReadOnlySpan<byte> datagram, (string host, int port) addr) => port.Write(datagram, addr.host, addr.port);

        /// <inheritdoc cref="IUDPTransport.Connect"/>
        public void connect(string host, int number) => port.Connect(host, number);

        /// <inheritdoc cref="IUDPTransport.SetBroadcastAllowed"/>
        public void setBroadcastAllowed(bool enabled) => port.SetBroadcastAllowed(enabled);

        /// <inheritdoc cref="IUDPTransport.GetBroadcastAllowed"/>
        public bool getBroadcastAllowed() => port.GetBroadcastAllowed();
    }

    extension(IMulticastTransport port)
    {
        /// <inheritdoc cref="IMulticastTransport.JoinGroup"/>
        public Deferred joinGroup(string addr, string @interface = "") => port.JoinGroup(addr, @interface);

        /// <inheritdoc cref="IMulticastTransport.LeaveGroup"/>
        public Deferred leaveGroup(string addr, string @interface = "") => port.LeaveGroup(addr, @interface);

        /// <inheritdoc cref="IMulticastTransport.SetTTL"/>
        public void setTTL(int ttl) => port.SetTTL(ttl);

        /// <inheritdoc cref="IMulticastTransport.GetTTL"/>
        public int getTTL() => port.GetTTL();

        /// <inheritdoc cref="IMulticastTransport.SetLoopbackMode"/>
        public void setLoopbackMode(bool mode) => port.SetLoopbackMode(mode);

        /// <inheritdoc cref="IMulticastTransport.GetLoopbackMode"/>
        public bool getLoopbackMode() => port.GetLoopbackMode();
    }

    extension(IProcessTransport process)
    {
        /// <inheritdoc cref="IProcessTransport.Pid"/>
        public int? pid => process.Pid;

        /// <summary>Writes to the child's standard input.</summary>
        public void write(ReadOnlySpan<byte> data) => process.WriteToChild(0, data);

        /// <inheritdoc cref="IProcessTransport.WriteToChild"/>
        public void writeToChild(int childFD, ReadOnlySpan<byte> data) => process.WriteToChild(childFD, data);

        /// <inheritdoc cref="IProcessTransport.CloseStdin"/>
        public void closeStdin() => process.CloseStdin();

        /// <inheritdoc cref="IProcessTransport.CloseStdout"/>
        public void closeStdout() => process.CloseStdout();

        /// <inheritdoc cref="IProcessTransport.CloseStderr"/>
        public void closeStderr() => process.CloseStderr();

        /// <inheritdoc cref="IProcessTransport.CloseChildDescriptor"/>
        public void closeChildFD(int childFD) => process.CloseChildDescriptor(childFD);

        /// <inheritdoc cref="IProcessTransport.SignalProcess(string)"/>
        public void signalProcess(string signalID) => process.SignalProcess(signalID);

        /// <inheritdoc cref="IProcessTransport.LoseConnection"/>
        public void loseConnection() => process.LoseConnection();
    }
}
