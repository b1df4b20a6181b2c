namespace TwistedSharp.Web.Client;

/// <summary>Bounds retries to a share of all requests, so that a server in trouble gets no more of it; agents may share one.</summary>
/// <remarks>Each request saves up a part of a retry, and each retry takes a whole one. When nothing is left failures are final (as in Finagle, gRPC
/// and reqwest).</remarks>
public sealed class RetryBudget
{
    /// <summary>What a quiet time may save up, in reserves: a storm after it is bounded too.</summary>
    private const int MaxReserves = 10;

    private readonly double _ratio;
    private readonly int _reserve;
    private double _saved;

    /// <summary>Makes a budget.</summary>
    /// <param name="ratio">Retries for each request, 0 to 1; 0.2 is a fifth more load at most.</param>
    /// <param name="reserve">Retries that are there from the start, for programs with few requests.</param>
    public RetryBudget(double ratio = 0.2, int reserve = 10)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ratio);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ratio, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(reserve);
        _ratio = ratio;
        _reserve = reserve;
        _saved = reserve;
    }

    /// <summary>Retries that could be made now.</summary>
    public int Available => (int)_saved;

    /// <inheritdoc/>
    public override string ToString() => $"<RetryBudget {_ratio:0.##} for each request, {Available} available>";

    internal void Save() => _saved = Math.Min(_saved + _ratio, Math.Max(_reserve, 1) * MaxReserves);

    internal bool TryTake()
    {
        if (_saved < 1)
            return false;
        _saved--;
        return true;
    }
}
