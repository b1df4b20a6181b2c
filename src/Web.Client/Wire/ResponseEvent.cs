namespace TwistedSharp.Web.Client;

/// <summary>What <see cref="ResponseParser.Next"/> found.</summary>
internal enum ResponseEvent
{
    /// <summary>All input is consumed and more is needed.</summary>
    NeedData,

    /// <summary>A 1xx head other than 101; another head follows.</summary>
    Informational,

    /// <summary>The final head is complete, and its framing known.</summary>
    Head,

    /// <summary>A piece of the body.</summary>
    Data,

    /// <summary>The response is over; what is left of the input is not part of it.</summary>
    End,
}
