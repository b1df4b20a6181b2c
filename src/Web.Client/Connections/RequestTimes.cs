using System.Globalization;

namespace TwistedSharp.Web.Client;

/// <summary>Where the time of a request went; phases that did not happen are zero, and one that happened twice (a retry) counts both.</summary>
/// <param name="Queue">Waiting for a connection.</param>
/// <param name="Resolve">Looking the name up.</param>
/// <param name="Connect">Connecting.</param>
/// <param name="Tls">The TLS handshake.</param>
/// <param name="Send">Sending the request.</param>
/// <param name="FirstByte">Waiting for the response's head.</param>
/// <param name="Body">The response's body, its reader's pauses included; it grows until the body has ended.</param>
public readonly record struct RequestTimes(
    TimeSpan Queue, TimeSpan Resolve, TimeSpan Connect, TimeSpan Tls, TimeSpan Send, TimeSpan FirstByte, TimeSpan Body)
{
    /// <summary>All of them together.</summary>
    public TimeSpan Total => Queue + Resolve + Connect + Tls + Send + FirstByte + Body;

    /// <summary>The phases that took time, in milliseconds: "connect 12.5, first byte 30 ms".</summary>
    public override string ToString()
    {
        List<string> parts = [];
        Add("queue", Queue);
        Add("resolve", Resolve);
        Add("connect", Connect);
        Add("TLS", Tls);
        Add("send", Send);
        Add("first byte", FirstByte);
        Add("body", Body);
        return parts.Count == 0 ? "0 ms" : string.Join(", ", parts) + " ms";

        void Add(string name, TimeSpan time)
        {
            if (time > TimeSpan.Zero)
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {time.TotalMilliseconds:0.###}"));
        }
    }
}
