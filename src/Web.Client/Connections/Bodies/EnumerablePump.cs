using TwistedSharp.Defer;

namespace TwistedSharp.Web.Client;

/// <summary>Carries the pieces of an asynchronous sequence.</summary>
internal sealed class EnumerablePump(IAsyncEnumerable<ReadOnlyMemory<byte>> pieces) : BodyPump
{
    private IAsyncEnumerator<ReadOnlyMemory<byte>>? _enumerator;
    private Ending _ending;

    private enum Ending
    {
        NotYet,

        /// <summary>An enumerator cannot be disposed of while it moves.</summary>
        WhenItHasMoved,
        Done,
    }

    private protected override ReadOnlyMemory<byte> Piece => _enumerator!.Current; // Asked for after it has moved.

    private protected override ValueTask<bool> Fetch(CancellationToken stopping) =>
        (_enumerator ??= pieces.GetAsyncEnumerator(stopping)).MoveNextAsync();

    private protected override void Close()
    {
        _ending = Doing == Activity.Fetching ? Ending.WhenItHasMoved : Ending.Done;
        if (_ending == Ending.Done)
            Dispose();
    }

    private protected override void Stopped()
    {
        if (_ending == Ending.WhenItHasMoved)
            Dispose();
        _ending = Ending.Done;
    }

    private void Dispose() =>
        DisposeEnumerator().AddErrback(static failure => Log.Err(failure, "The sequence that a body came from could not be disposed of"));

    private async Deferred DisposeEnumerator()
    {
        if (_enumerator is not null)
            await _enumerator.DisposeAsync();
    }
}
