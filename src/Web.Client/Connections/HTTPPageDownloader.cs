namespace TwistedSharp.Web.Client;

/// <summary>The getter of an <see cref="HTTPDownloader"/> (twisted.web.client.HTTPPageDownloader).</summary>
/// <remarks>A page's body goes into the file from <see cref="HTTPPageGetter.HandleStatus_200"/> or
/// <see cref="HTTPPageGetter.HandleStatus_206"/> on; an override that does not call its base keeps the body out of it. An error's body is kept
/// in memory for the exception. Any getter can do this, so that an agent's connections serve pages and downloads alike; this type is for those
/// who derive from it.</remarks>
/// <param name="limits">What a server may send; null for the defaults.</param>
public class HTTPPageDownloader(WireLimits? limits = null) : HTTPPageGetter(limits);
