using System.Globalization;

namespace TwistedSharp.Internet;

/// <summary>The system's table of service names and ports (getservbyname).</summary>
internal static class ServiceNames
{
    private static string Table =>
        OperatingSystem.IsWindows() ? Path.Combine(Environment.SystemDirectory, "drivers", "etc", "services") : "/etc/services";

    /// <summary>The port of a service.</summary>
    /// <exception cref="ServiceNameUnknownException">No service of that protocol has the name, or there is no table.</exception>
    internal static int PortOf(string service, string protocol)
    {
        try
        {
            return Find(File.ReadLines(Table), service, protocol)
                ?? throw new ServiceNameUnknownException($"'{service}' is no {protocol} service that {Table} lists.");
        }
        catch (Exception e) when (e is IOException and not ConnectException or UnauthorizedAccessException)
        {
            throw new ServiceNameUnknownException($"The port of the {protocol} service '{service}' cannot be looked up: {e.Message}", e);
        }
    }

    /// <summary>The port of a service in lines of the form "name port/protocol alias ... # comment" (services(5)); null when none has
    /// it.</summary>
    internal static int? Find(IEnumerable<string> lines, string service, string protocol)
    {
        foreach (var line in lines)
        {
            var words = line.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || (words[0] != service && !words[2..].Contains(service)))
                continue;
            if (words[1].Split('/') is [var port, var of] && of == protocol
                && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return number;
        }
        return null;
    }
}
