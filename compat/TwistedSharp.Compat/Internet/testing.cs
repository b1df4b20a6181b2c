using TwistedSharp.Internet.Testing;

public static partial class twisted
{
    public static partial class internet
    {
        /// <summary>twisted.internet.testing: reactors and transports of memory.</summary>
        public static class testing
        {
            /// <inheritdoc cref="TwistedSharp.Internet.Testing.StringTransport"/>
            public static StringTransport StringTransport(IAddress? hostAddress = null, IAddress? peerAddress = null) =>
                new(hostAddress, peerAddress);

            /// <summary>A <see cref="TwistedSharp.Internet.Testing.StringTransport"/> whose <c>loseConnection</c> tells a protocol.</summary>
            public static StringTransport StringTransportWithDisconnection(
                IAddress? hostAddress = null, IAddress? peerAddress = null) => new(hostAddress, peerAddress);

            /// <summary>A reactor of memory; it has a clock, too.</summary>
            public static MemoryReactorClock MemoryReactor() => new();

            /// <inheritdoc cref="TwistedSharp.Internet.Testing.MemoryReactorClock"/>
            public static MemoryReactorClock MemoryReactorClock() => new();

            /// <inheritdoc cref="TwistedSharp.Internet.Testing.AccumulatingProtocol"/>
            public static AccumulatingProtocol AccumulatingProtocol() => new();

            /// <inheritdoc cref="TwistedSharp.Internet.Testing.FakeDatagramTransport"/>
            public static FakeDatagramTransport FakeDatagramTransport() => new();
        }
    }

    public static partial class trial
    {
        /// <summary>twisted.trial.unittest, on NUnit: the class's tests are methods with <c>[Test]</c>.</summary>
        public static class unittest
        {
            /// <summary>What trial's tests ask of Deferreds, and its look after each test: an error that was logged and not flushed, or a
            /// call that is left on the reactor, fails the test.</summary>
            public abstract class TestCase : ReactorTestCase
            {
                /// <summary>The reactor of memory that the test may use; it has a clock.</summary>
                public MemoryReactorClock reactor => Reactor;

                /// <inheritdoc cref="DeferredAssertions.SuccessResultOf{T}"/>
                public T successResultOf<T>(Deferred<T> deferred) => DeferredAssertions.SuccessResultOf(deferred);

                /// <inheritdoc cref="DeferredAssertions.SuccessResultOf(Deferred)"/>
                public void successResultOf(Deferred deferred) => DeferredAssertions.SuccessResultOf(deferred);

                /// <inheritdoc cref="DeferredAssertions.FailureResultOf(Deferred)"/>
                /// <param name="deferred">The one that has failed.</param>
                /// <param name="expectedExceptionTypes">What it may have failed with; none is anything.</param>
                public Failure failureResultOf(Deferred deferred, params Type[] expectedExceptionTypes)
                {
                    var failure = DeferredAssertions.FailureResultOf(deferred);
                    if (expectedExceptionTypes.Length > 0)
                        failure.trap(expectedExceptionTypes);
                    return failure;
                }

                /// <inheritdoc cref="DeferredAssertions.AssertNoResult"/>
                public void assertNoResult(Deferred deferred) => DeferredAssertions.AssertNoResult(deferred);

                /// <summary>A Deferred of the exception that another is to fail with; it fails when that has not failed so.</summary>
                public Deferred<Exception> assertFailure<T>(Deferred<T> deferred, params Type[] expectedFailures) =>
                    deferred.AddCallbacks(
                        result => throw new UnexpectedResultException(
                            $"Expected a failure ({string.Join(", ", expectedFailures.Select(type => type.Name))}); the result is {result}."),
                        failure =>
                        {
                            failure.trap(expectedFailures);
                            return failure.value;
                        });

                /// <inheritdoc cref="ReactorTestCase.AddCleanup(Action)"/>
                public void addCleanup(Action f) => AddCleanup(f);

                /// <inheritdoc cref="ReactorTestCase.AddCleanup(Func{Deferred})"/>
                public void addCleanup(Func<Deferred?> f) => AddCleanup(f);

                /// <inheritdoc cref="ReactorTestCase.FlushLoggedErrors()"/>
                public IReadOnlyList<Exception> flushLoggedErrors() => FlushLoggedErrors();

                /// <inheritdoc cref="ReactorTestCase.FlushLoggedErrors{TException}()"/>
                public IReadOnlyList<TException> flushLoggedErrors<TException>() where TException : Exception =>
                    FlushLoggedErrors<TException>();

                /// <summary>The name of a file that is not there yet, in a folder of the test's own that its end removes.</summary>
                public string mktemp()
                {
                    var folder = Directory.CreateTempSubdirectory("twisted-test-").FullName;
                    AddCleanup(() => Directory.Delete(folder, recursive: true));
                    return Path.Combine(folder, "temp");
                }
            }
        }
    }
}
