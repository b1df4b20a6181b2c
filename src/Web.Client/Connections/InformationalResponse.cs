namespace TwistedSharp.Web.Client;

/// <summary>A 1xx response: the final one is still to come (RFC 9110 section 15.2).</summary>
/// <param name="Code">The status code, 100 to 199 without 101.</param>
/// <param name="Phrase">The reason phrase.</param>
/// <param name="Headers">Its header fields, such as the Link fields of a 103.</param>
public sealed record InformationalResponse(int Code, string Phrase, Headers Headers);
