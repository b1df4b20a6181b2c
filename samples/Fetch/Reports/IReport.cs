namespace TwistedSharp.Samples.Fetch;

/// <summary>Hears how the job goes, in this order: once, once for each request as it ends, once.</summary>
internal interface IReport : IDisposable
{
    void Started(int requests);

    void Fetched(FetchResult result);

    void Finished(FetchSummary summary);
}
