public static partial class twisted
{
    public static partial class internet
    {
        /// <summary>twisted.internet.error: the library's exceptions by Twisted's names, for <c>check</c> and <c>trap</c>; to catch or
        /// throw
        /// one, its own name is needed.</summary>
        public static class error
        {
            /// <summary><see cref="InvalidOperationException"/>.</summary>
            public static Type AlreadyCalled => typeof(InvalidOperationException);

            /// <summary><see cref="InvalidOperationException"/>.</summary>
            public static Type AlreadyCancelled => typeof(InvalidOperationException);

            /// <summary><see cref="AlreadyListenedException"/>.</summary>
            public static Type AlreadyListened => typeof(AlreadyListenedException);

            /// <summary><see cref="BadFileException"/>.</summary>
            public static Type BadFileError => typeof(BadFileException);

            /// <summary><see cref="CannotListenException"/>.</summary>
            public static Type BindError => typeof(CannotListenException);

            /// <summary><see cref="CannotListenException"/>.</summary>
            public static Type CannotListenError => typeof(CannotListenException);

            /// <summary><see cref="VerificationException"/>.</summary>
            public static Type CertificateError => typeof(VerificationException);

            /// <summary><see cref="ConnectBindException"/>.</summary>
            public static Type ConnectBindError => typeof(ConnectBindException);

            /// <summary><see cref="ConnectException"/>.</summary>
            public static Type ConnectError => typeof(ConnectException);

            /// <summary><see cref="InvalidOperationException"/>.</summary>
            public static Type ConnectInProgressError => typeof(InvalidOperationException);

            /// <summary><see cref="ConnectingCancelledException"/>.</summary>
            public static Type ConnectingCancelledError => typeof(ConnectingCancelledException);

            /// <summary><see cref="ConnectionAbortedException"/>.</summary>
            public static Type ConnectionAborted => typeof(ConnectionAbortedException);

            /// <summary><see cref="ConnectionClosedException"/>.</summary>
            public static Type ConnectionClosed => typeof(ConnectionClosedException);

            /// <summary><see cref="ConnectionDoneException"/>.</summary>
            public static Type ConnectionDone => typeof(ConnectionDoneException);

            /// <summary><see cref="ConnectionLostException"/>.</summary>
            public static Type ConnectionLost => typeof(ConnectionLostException);

            /// <summary><see cref="ConnectionRefusedException"/>.</summary>
            public static Type ConnectionRefusedError => typeof(ConnectionRefusedException);

            /// <summary><see cref="DNSLookupException"/>.</summary>
            public static Type DNSLookupError => typeof(DNSLookupException);

            /// <summary><see cref="InvalidAddressException"/>.</summary>
            public static Type InvalidAddressError => typeof(InvalidAddressException);

            /// <summary><see cref="MessageLengthException"/>.</summary>
            public static Type MessageLengthError => typeof(MessageLengthException);

            /// <summary><see cref="MulticastJoinException"/>.</summary>
            public static Type MulticastJoinError => typeof(MulticastJoinException);

            /// <summary><see cref="NoProtocolException"/>.</summary>
            public static Type NoProtocol => typeof(NoProtocolException);

            /// <summary><see cref="NoRouteException"/>.</summary>
            public static Type NoRouteError => typeof(NoRouteException);

            /// <summary><see cref="NotConnectingException"/>.</summary>
            public static Type NotConnectingError => typeof(NotConnectingException);

            /// <summary><see cref="InvalidOperationException"/>.</summary>
            public static Type NotListeningError => typeof(InvalidOperationException);

            /// <summary><see cref="VerificationException"/>.</summary>
            public static Type PeerVerifyError => typeof(VerificationException);

            /// <summary><see cref="ProcessDoneException"/>.</summary>
            public static Type ProcessDone => typeof(ProcessDoneException);

            /// <summary><see cref="ProcessExitedAlreadyException"/>.</summary>
            public static Type ProcessExitedAlready => typeof(ProcessExitedAlreadyException);

            /// <summary><see cref="ProcessTerminatedException"/>.</summary>
            public static Type ProcessTerminated => typeof(ProcessTerminatedException);

            /// <summary><see cref="ReactorAlreadyRunningException"/>.</summary>
            public static Type ReactorAlreadyRunning => typeof(ReactorAlreadyRunningException);

            /// <summary><see cref="ReactorNotRestartableException"/>.</summary>
            public static Type ReactorNotRestartable => typeof(ReactorNotRestartableException);

            /// <summary><see cref="ReactorNotRunningException"/>.</summary>
            public static Type ReactorNotRunning => typeof(ReactorNotRunningException);

            /// <summary><see cref="TLSException"/>.</summary>
            public static Type SSLError => typeof(TLSException);

            /// <summary><see cref="ServiceNameUnknownException"/>.</summary>
            public static Type ServiceNameUnknownError => typeof(ServiceNameUnknownException);

            /// <summary><see cref="TCPTimedOutException"/>.</summary>
            public static Type TCPTimedOutError => typeof(TCPTimedOutException);

            /// <summary><see cref="ConnectTimeoutException"/>.</summary>
            public static Type TimeoutError => typeof(ConnectTimeoutException);

            /// <summary><see cref="UnknownHostException"/>.</summary>
            public static Type UnknownHostError => typeof(UnknownHostException);

            /// <summary><see cref="UnsupportedAddressFamilyException"/>.</summary>
            public static Type UnsupportedAddressFamily => typeof(UnsupportedAddressFamilyException);

            /// <summary><see cref="UserConnectException"/>.</summary>
            public static Type UserError => typeof(UserConnectException);

            /// <summary><see cref="VerificationException"/>.</summary>
            public static Type VerifyError => typeof(VerificationException);
        }
    }
}
