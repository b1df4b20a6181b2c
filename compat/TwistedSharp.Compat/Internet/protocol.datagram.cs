public static partial class twisted
{
    public static partial class internet
    {
        public static partial class protocol
        {
            /// <summary>A protocol of datagrams with Twisted's hooks to override.</summary>
            public abstract class DatagramProtocol : TwistedSharp.Internet.DatagramProtocol
            {
                /// <summary>The port (twisted.internet.udp.Port).</summary>
                public IUDPTransport transport => (IUDPTransport)Transport;

                /// <inheritdoc/>
                public sealed override void DatagramReceived(ReadOnlySpan<byte> datagram, IAddress address)
                {
                    var (host, port) = address switch
                    {
                        IPv4Address four => (four.Host, four.Port),
                        IPv6Address six => (six.Host, six.Port),
                        _ => (address.ToString() ?? "", 0),
                    };
                    datagramReceived(datagram.ToArray(), (host, port));
                }

                /// <inheritdoc/>
                public sealed override void ConnectionRefused() => connectionRefused();

                /// <inheritdoc cref="TwistedSharp.Internet.DatagramProtocol.DatagramReceived"/>
                public virtual void datagramReceived(byte[] datagram, (string host, int port) addr) { }

                /// <inheritdoc cref="AbstractDatagramProtocol{T}.ConnectionRefused"/>
                public virtual void connectionRefused() { }

                /// <inheritdoc cref="AbstractDatagramProtocol{T}.StartProtocol"/>
                public virtual void startProtocol() { }

                /// <inheritdoc cref="AbstractDatagramProtocol{T}.StopProtocol"/>
                public virtual void stopProtocol() { }

                /// <inheritdoc/>
                protected sealed override void StartProtocol() => startProtocol();

                /// <inheritdoc/>
                protected sealed override void StopProtocol() => stopProtocol();
            }

            /// <summary>A child process's protocol with Twisted's hooks to override.</summary>
            public abstract class ProcessProtocol : TwistedSharp.Internet.ProcessProtocol
            {
                /// <inheritdoc cref="TwistedSharp.Internet.ProcessProtocol.Transport"/>
                public IProcessTransport transport => Transport;

                /// <inheritdoc/>
                public sealed override void ConnectionMade() => connectionMade();

                /// <inheritdoc/>
                public sealed override void OutReceived(ReadOnlySpan<byte> data) => outReceived(data.ToArray());

                /// <inheritdoc/>
                public sealed override void ErrReceived(ReadOnlySpan<byte> data) => errReceived(data.ToArray());

                /// <inheritdoc/>
                public sealed override void InConnectionLost() => inConnectionLost();

                /// <inheritdoc/>
                public sealed override void OutConnectionLost() => outConnectionLost();

                /// <inheritdoc/>
                public sealed override void ErrConnectionLost() => errConnectionLost();

                /// <inheritdoc/>
                public sealed override void ProcessExited(Failure reason) => processExited(reason);

                /// <inheritdoc/>
                public sealed override void ProcessEnded(Failure reason) => processEnded(reason);

                /// <inheritdoc cref="TwistedSharp.Internet.ProcessProtocol.ConnectionMade"/>
                public virtual void connectionMade() { }

                /// <inheritdoc cref="TwistedSharp.Internet.ProcessProtocol.OutReceived"/>
                public virtual void outReceived(byte[] data) { }

                /// <inheritdoc cref="TwistedSharp.Internet.ProcessProtocol.ErrReceived"/>
                public virtual void errReceived(byte[] data) { }

                /// <inheritdoc cref="TwistedSharp.Internet.ProcessProtocol.InConnectionLost"/>
                public virtual void inConnectionLost() { }

                /// <inheritdoc cref="TwistedSharp.Internet.ProcessProtocol.OutConnectionLost"/>
                public virtual void outConnectionLost() { }

                /// <inheritdoc cref="TwistedSharp.Internet.ProcessProtocol.ErrConnectionLost"/>
                public virtual void errConnectionLost() { }

                /// <inheritdoc cref="TwistedSharp.Internet.ProcessProtocol.ProcessExited"/>
                public virtual void processExited(Failure reason) { }

                /// <inheritdoc cref="TwistedSharp.Internet.ProcessProtocol.ProcessEnded"/>
                public virtual void processEnded(Failure reason) { }
            }
        }
    }
}
