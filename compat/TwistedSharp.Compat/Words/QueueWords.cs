using System.ComponentModel;

/// <summary>What Twisted calls the attributes of locks, semaphores and queues, and of the exceptions.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class QueueWords
{
    extension(DeferredLock primitive)
    {
        /// <inheritdoc cref="DeferredLock.IsLocked"/>
        public bool locked => primitive.IsLocked;
    }

    extension(DeferredSemaphore primitive)
    {
        /// <inheritdoc cref="DeferredSemaphore.Tokens"/>
        public int tokens => primitive.Tokens;

        /// <inheritdoc cref="DeferredSemaphore.Limit"/>
        public int limit => primitive.Limit;
    }

    extension<T>(DeferredQueue<T> queue)
    {
        /// <summary>How many things lie in it.</summary>
        public int pending => queue.Pending;

        /// <summary>How many wait for a thing.</summary>
        public int waiting => queue.Waiting;

        /// <inheritdoc cref="DeferredQueue{T}.Size"/>
        public int? size => queue.Size;

        /// <inheritdoc cref="DeferredQueue{T}.Backlog"/>
        public int? backlog => queue.Backlog;
    }

    extension(FirstErrorException error)
    {
        /// <inheritdoc cref="FirstErrorException.Index"/>
        public int index => error.Index;

        /// <inheritdoc cref="FirstErrorException.SubFailure"/>
        public Failure subFailure => error.SubFailure;
    }

    extension(ProcessTerminatedException error)
    {
        /// <inheritdoc cref="ProcessTerminatedException.ExitCode"/>
        public int? exitCode => error.ExitCode;

        /// <inheritdoc cref="ProcessTerminatedException.Signal"/>
        public int? signal => error.Signal;
    }
}
