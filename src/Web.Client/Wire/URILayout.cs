namespace TwistedSharp.Web.Client;

/// <summary>Where a URI's parts begin in its text; an absent part begins where the next one does.</summary>
internal readonly record struct URILayout(int HostStart, int PathStart, int QueryStart, int FragmentStart);
