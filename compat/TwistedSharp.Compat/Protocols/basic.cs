public static partial class twisted
{
    public static partial class protocols
    {
        /// <summary>twisted.protocols.basic.</summary>
        public static partial class basic
        {
            /// <summary>Lines, and bytes as they come between them.</summary>
            public abstract class LineReceiver : TwistedSharp.Protocols.LineReceiver
            {
                /// <inheritdoc cref="Protocol.Transport"/>
                public ITransport transport => Transport;

                /// <inheritdoc cref="Protocol.Factory"/>
                public IFactory? factory { get => Factory; set => Factory = value; }

                /// <inheritdoc cref="TwistedSharp.Protocols.LineReceiver.Delimiter"/>
                public byte[] delimiter { get => Delimiter.ToArray(); set => Delimiter = value; }

                /// <inheritdoc cref="TwistedSharp.Protocols.LineReceiver.MaxLength"/>
                public int MAX_LENGTH { get => MaxLength; set => MaxLength = value; }

                /// <inheritdoc/>
                public sealed override void ConnectionMade() => connectionMade();

                /// <inheritdoc/>
                public sealed override void ConnectionLost(Failure reason) => connectionLost(reason);

                /// <inheritdoc cref="Protocol.ConnectionMade"/>
                public virtual void connectionMade() { }

                /// <inheritdoc cref="Protocol.ConnectionLost"/>
                public virtual void connectionLost(Failure reason) { }

                /// <inheritdoc cref="TwistedSharp.Protocols.LineReceiver.LineReceived"/>
                public abstract void lineReceived(byte[] line);

                /// <inheritdoc cref="TwistedSharp.Protocols.LineReceiver.RawDataReceived"/>
                public virtual void rawDataReceived(byte[] data) => base.RawDataReceived(data);

                /// <inheritdoc cref="TwistedSharp.Protocols.LineReceiver.LineLengthExceeded"/>
                public virtual void lineLengthExceeded(byte[] line) => base.LineLengthExceeded(line);

                /// <inheritdoc cref="TwistedSharp.Protocols.LineReceiver.SendLine(ReadOnlySpan{byte})"/>
                public virtual void sendLine(byte[] line) => SendLine(line);

                /// <inheritdoc cref="TwistedSharp.Protocols.LineReceiver.SendLine(ReadOnlySpan{byte})"/>
                public void sendLine(ReadOnlySpan<byte> line) => sendLine(line.ToArray());

                /// <inheritdoc cref="TwistedSharp.Protocols.LineReceiver.SetRawMode"/>
                public void setRawMode() => SetRawMode();

                /// <inheritdoc cref="TwistedSharp.Protocols.LineReceiver.SetLineMode"/>
                public void setLineMode(byte[]? extra = null) => SetLineMode(extra);

                /// <inheritdoc cref="TwistedSharp.Protocols.LineReceiver.ClearLineBuffer"/>
                public byte[] clearLineBuffer() => ClearLineBuffer();

                /// <inheritdoc/>
                protected sealed override void LineReceived(ReadOnlySpan<byte> line) => lineReceived(line.ToArray());

                /// <inheritdoc/>
                protected sealed override void RawDataReceived(ReadOnlySpan<byte> data) => rawDataReceived(data.ToArray());

                /// <inheritdoc/>
                protected sealed override void LineLengthExceeded(ReadOnlySpan<byte> line) => lineLengthExceeded(line.ToArray());
            }
        }
    }
}
