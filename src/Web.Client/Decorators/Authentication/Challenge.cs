namespace TwistedSharp.Web.Client;

/// <summary>One challenge of a WWW-Authenticate field: a scheme and its parameters (RFC 9110 section 11.6.1).</summary>
internal sealed class Challenge(string scheme)
{
    /// <summary>A challenge has a handful; more are no challenge of anyone's.</summary>
    internal const int MaxParameters = 32;

    private readonly List<(string Name, string Value)> _parameters = [];

    internal string Scheme { get; } = scheme;

    /// <summary>A parameter twice, or too many: whoever wrote it, two readers would read two things.</summary>
    internal bool IsAmbiguous { get; private set; }

    /// <summary>A parameter's value, unquoted; null when it is not there.</summary>
    internal string? this[string name]
    {
        get
        {
            foreach (var (other, value) in _parameters)
            {
                if (other.Equals(name, StringComparison.OrdinalIgnoreCase))
                    return value;
            }
            return null;
        }
    }

    internal bool Is(string scheme) => Scheme.Equals(scheme, StringComparison.OrdinalIgnoreCase);

    internal void Add(string name, string value)
    {
        if (_parameters.Count == MaxParameters || this[name] is not null)
            IsAmbiguous = true;
        else
            _parameters.Add((name, value));
    }
}
