public static partial class twisted
{
    public static partial class protocols
    {
        public static partial class basic
        {
            /// <summary>Lines and nothing else.</summary>
            public abstract class LineOnlyReceiver : TwistedSharp.Protocols.LineOnlyReceiver
            {
                /// <inheritdoc cref="Protocol.Transport"/>
                public ITransport transport => Transport;

                /// <inheritdoc cref="Protocol.Factory"/>
                public IFactory? factory { get => Factory; set => Factory = value; }

                /// <inheritdoc cref="TwistedSharp.Protocols.LineOnlyReceiver.Delimiter"/>
                public byte[] delimiter { get => Delimiter.ToArray(); set => Delimiter = value; }

                /// <inheritdoc cref="TwistedSharp.Protocols.LineOnlyReceiver.MaxLength"/>
                public int MAX_LENGTH { get => MaxLength; set => MaxLength = value; }

                /// <inheritdoc/>
                public sealed override void ConnectionMade() => connectionMade();

                /// <inheritdoc/>
                public sealed override void ConnectionLost(Failure reason) => connectionLost(reason);

                /// <inheritdoc cref="Protocol.ConnectionMade"/>
                public virtual void connectionMade() { }

                /// <inheritdoc cref="Protocol.ConnectionLost"/>
                public virtual void connectionLost(Failure reason) { }

                /// <inheritdoc cref="TwistedSharp.Protocols.LineOnlyReceiver.LineReceived"/>
                public abstract void lineReceived(byte[] line);

                /// <inheritdoc cref="TwistedSharp.Protocols.LineOnlyReceiver.LineLengthExceeded"/>
                public virtual void lineLengthExceeded(byte[] line) => base.LineLengthExceeded(line);

                /// <inheritdoc cref="TwistedSharp.Protocols.LineOnlyReceiver.SendLine(ReadOnlySpan{byte})"/>
                public virtual void sendLine(byte[] line) => SendLine(line);

                /// <inheritdoc cref="TwistedSharp.Protocols.LineOnlyReceiver.SendLine(ReadOnlySpan{byte})"/>
                public void sendLine(ReadOnlySpan<byte> line) => sendLine(line.ToArray());

                /// <inheritdoc/>
                protected sealed override void LineReceived(ReadOnlySpan<byte> line) => lineReceived(line.ToArray());

                /// <inheritdoc/>
                protected sealed override void LineLengthExceeded(ReadOnlySpan<byte> line) => lineLengthExceeded(line.ToArray());
            }

            /// <summary>Strings as "5:hello,".</summary>
            public abstract class NetstringReceiver : TwistedSharp.Protocols.NetstringReceiver
            {
                /// <inheritdoc cref="Protocol.Transport"/>
                public ITransport transport => Transport;

                /// <inheritdoc cref="Protocol.Factory"/>
                public IFactory? factory { get => Factory; set => Factory = value; }

                /// <inheritdoc cref="TwistedSharp.Protocols.NetstringReceiver.MaxLength"/>
                public int MAX_LENGTH { get => MaxLength; set => MaxLength = value; }

                /// <inheritdoc cref="TwistedSharp.Protocols.NetstringReceiver.BrokenPeer"/>
                public bool brokenPeer => BrokenPeer;

                /// <inheritdoc/>
                public sealed override void ConnectionMade() => connectionMade();

                /// <inheritdoc/>
                public sealed override void ConnectionLost(Failure reason) => connectionLost(reason);

                /// <inheritdoc cref="Protocol.ConnectionMade"/>
                public virtual void connectionMade() { }

                /// <inheritdoc cref="Protocol.ConnectionLost"/>
                public virtual void connectionLost(Failure reason) { }

                /// <inheritdoc cref="TwistedSharp.Protocols.NetstringReceiver.StringReceived"/>
                public abstract void stringReceived(byte[] data);

                /// <inheritdoc cref="TwistedSharp.Protocols.NetstringReceiver.SendString(ReadOnlySpan{byte})"/>
                public virtual void sendString(byte[] data) => SendString(data);

                /// <inheritdoc cref="TwistedSharp.Protocols.NetstringReceiver.SendString(ReadOnlySpan{byte})"/>
                public void sendString(ReadOnlySpan<byte> data) => sendString(data.ToArray());

                /// <inheritdoc/>
                protected sealed override void StringReceived(ReadOnlySpan<byte> data) => stringReceived(data.ToArray());
            }

            /// <summary>Strings with their length in one byte before them.</summary>
            public abstract class Int8StringReceiver : TwistedSharp.Protocols.Int8StringReceiver
            {
                /// <inheritdoc cref="Protocol.Transport"/>
                public ITransport transport => Transport;

                /// <inheritdoc cref="Protocol.Factory"/>
                public IFactory? factory { get => Factory; set => Factory = value; }

                /// <inheritdoc cref="TwistedSharp.Protocols.IntNStringReceiver.MaxLength"/>
                public int MAX_LENGTH { get => MaxLength; set => MaxLength = value; }

                /// <inheritdoc/>
                public sealed override void ConnectionMade() => connectionMade();

                /// <inheritdoc/>
                public sealed override void ConnectionLost(Failure reason) => connectionLost(reason);

                /// <inheritdoc cref="Protocol.ConnectionMade"/>
                public virtual void connectionMade() { }

                /// <inheritdoc cref="Protocol.ConnectionLost"/>
                public virtual void connectionLost(Failure reason) { }

                /// <inheritdoc cref="TwistedSharp.Protocols.IntNStringReceiver.StringReceived"/>
                public abstract void stringReceived(byte[] data);

                /// <inheritdoc cref="TwistedSharp.Protocols.IntNStringReceiver.SendString(ReadOnlySpan{byte})"/>
                public virtual void sendString(byte[] data) => SendString(data);

                /// <inheritdoc cref="TwistedSharp.Protocols.IntNStringReceiver.SendString(ReadOnlySpan{byte})"/>
                public void sendString(ReadOnlySpan<byte> data) => sendString(data.ToArray());

                /// <inheritdoc/>
                protected sealed override void StringReceived(ReadOnlySpan<byte> data) => stringReceived(data.ToArray());

                /// <inheritdoc cref="TwistedSharp.Protocols.IntNStringReceiver.LengthLimitExceeded"/>
                public virtual void lengthLimitExceeded(long length) => base.LengthLimitExceeded(length);

                /// <inheritdoc/>
                protected sealed override void LengthLimitExceeded(long length) => lengthLimitExceeded(length);
            }

            /// <summary>Strings with their length in two bytes before them.</summary>
            public abstract class Int16StringReceiver : TwistedSharp.Protocols.Int16StringReceiver
            {
                /// <inheritdoc cref="Protocol.Transport"/>
                public ITransport transport => Transport;

                /// <inheritdoc cref="Protocol.Factory"/>
                public IFactory? factory { get => Factory; set => Factory = value; }

                /// <inheritdoc cref="TwistedSharp.Protocols.IntNStringReceiver.MaxLength"/>
                public int MAX_LENGTH { get => MaxLength; set => MaxLength = value; }

                /// <inheritdoc/>
                public sealed override void ConnectionMade() => connectionMade();

                /// <inheritdoc/>
                public sealed override void ConnectionLost(Failure reason) => connectionLost(reason);

                /// <inheritdoc cref="Protocol.ConnectionMade"/>
                public virtual void connectionMade() { }

                /// <inheritdoc cref="Protocol.ConnectionLost"/>
                public virtual void connectionLost(Failure reason) { }

                /// <inheritdoc cref="TwistedSharp.Protocols.IntNStringReceiver.StringReceived"/>
                public abstract void stringReceived(byte[] data);

                /// <inheritdoc cref="TwistedSharp.Protocols.IntNStringReceiver.SendString(ReadOnlySpan{byte})"/>
                public virtual void sendString(byte[] data) => SendString(data);

                /// <inheritdoc cref="TwistedSharp.Protocols.IntNStringReceiver.SendString(ReadOnlySpan{byte})"/>
                public void sendString(ReadOnlySpan<byte> data) => sendString(data.ToArray());

                /// <inheritdoc/>
                protected sealed override void StringReceived(ReadOnlySpan<byte> data) => stringReceived(data.ToArray());

                /// <inheritdoc cref="TwistedSharp.Protocols.IntNStringReceiver.LengthLimitExceeded"/>
                public virtual void lengthLimitExceeded(long length) => base.LengthLimitExceeded(length);

                /// <inheritdoc/>
                protected sealed override void LengthLimitExceeded(long length) => lengthLimitExceeded(length);
            }

            /// <summary>Strings with their length in four bytes before them.</summary>
            public abstract class Int32StringReceiver : TwistedSharp.Protocols.Int32StringReceiver
            {
                /// <inheritdoc cref="Protocol.Transport"/>
                public ITransport transport => Transport;

                /// <inheritdoc cref="Protocol.Factory"/>
                public IFactory? factory { get => Factory; set => Factory = value; }

                /// <inheritdoc cref="TwistedSharp.Protocols.IntNStringReceiver.MaxLength"/>
                public int MAX_LENGTH { get => MaxLength; set => MaxLength = value; }

                /// <inheritdoc/>
                public sealed override void ConnectionMade() => connectionMade();

                /// <inheritdoc/>
                public sealed override void ConnectionLost(Failure reason) => connectionLost(reason);

                /// <inheritdoc cref="Protocol.ConnectionMade"/>
                public virtual void connectionMade() { }

                /// <inheritdoc cref="Protocol.ConnectionLost"/>
                public virtual void connectionLost(Failure reason) { }

                /// <inheritdoc cref="TwistedSharp.Protocols.IntNStringReceiver.StringReceived"/>
                public abstract void stringReceived(byte[] data);

                /// <inheritdoc cref="TwistedSharp.Protocols.IntNStringReceiver.SendString(ReadOnlySpan{byte})"/>
                public virtual void sendString(byte[] data) => SendString(data);

                /// <inheritdoc cref="TwistedSharp.Protocols.IntNStringReceiver.SendString(ReadOnlySpan{byte})"/>
                public void sendString(ReadOnlySpan<byte> data) => sendString(data.ToArray());

                /// <inheritdoc/>
                protected sealed override void StringReceived(ReadOnlySpan<byte> data) => stringReceived(data.ToArray());

                /// <inheritdoc cref="TwistedSharp.Protocols.IntNStringReceiver.LengthLimitExceeded"/>
                public virtual void lengthLimitExceeded(long length) => base.LengthLimitExceeded(length);

                /// <inheritdoc/>
                protected sealed override void LengthLimitExceeded(long length) => lengthLimitExceeded(length);
            }

            /// <summary>Sends a file to a consumer (<see cref="TwistedSharp.Protocols.FileSender"/>).</summary>
            public static TwistedSharp.Protocols.FileSender FileSender() => new();
        }
    }
}
