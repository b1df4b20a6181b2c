using System.Globalization;
using System.Text;

namespace TwistedSharp.Internet;

/// <summary>The arguments in an endpoint's description, for whoever makes the endpoint of them.</summary>
/// <remarks>
/// A description is a type and arguments with colons between them, as <c>ssl:443:privateKey=server.pem</c>. An argument is named, with the
/// first <c>=</c> in it after its name, or stands for the first names that are not given otherwise. A backslash takes what follows as it
/// is: a colon, an equals sign or a backslash. First <see cref="Declare"/> what there may be, then ask for the values. Every error names
/// the type and the argument.
/// </remarks>
public sealed class EndpointArguments
{
    private readonly List<string> _positional;
    private readonly Dictionary<string, string> _named;
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);

    private EndpointArguments(string prefix, List<string> positional, Dictionary<string, string> named)
    {
        Prefix = prefix;
        _positional = positional;
        _named = named;
    }

    /// <summary>The type, before the first colon.</summary>
    public string Prefix { get; }

    /// <summary>The arguments without names, in order.</summary>
    public IReadOnlyList<string> Positional => _positional;

    /// <summary>The arguments with names.</summary>
    public IReadOnlyDictionary<string, string> Named => _named;

    /// <summary>Takes a description apart.</summary>
    /// <exception cref="ArgumentException">It has no type, ends in a backslash, or gives an argument twice.</exception>
    internal static EndpointArguments Parse(string description)
    {
        ArgumentNullException.ThrowIfNull(description);
        var positional = new List<string>();
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        string? name = null;
        var text = new StringBuilder();
        for (var i = 0; i < description.Length; i++)
        {
            var c = description[i];
            if (c == '\\')
            {
                if (++i == description.Length)
                    throw Invalid($"\"{description}\" ends in a backslash, but a backslash takes the character after it as it is.");
                text.Append(description[i]);
            }
            else if (c == '=' && name is null)
            {
                name = text.ToString();
                text.Clear();
            }
            else if (c == ':')
            {
                Add();
            }
            else
            {
                text.Append(c);
            }
        }
        Add();
        // The type is the first: a name before it would be a name of nothing.
        if (positional is not [{ Length: > 0 } prefix, ..] || (named.Count > 0 && FirstIsNamed(description)))
            throw Invalid($"\"{description}\" was expected to begin with a type of endpoint, as \"tcp:\" does.");
        positional.RemoveAt(0);
        return new EndpointArguments(prefix, positional, named);

        void Add()
        {
            if (name is null)
                positional.Add(text.ToString());
            else if (!named.TryAdd(name, text.ToString()))
                throw Invalid($"\"{description}\" gives the argument {name} twice.");
            name = null;
            text.Clear();
        }
    }

    /// <summary>Says which arguments there may be.</summary>
    /// <param name="positional">How many of the names, from the first, can be given by their place.</param>
    /// <param name="names">The names.</param>
    /// <exception cref="ArgumentException">The description has others, or more without a name than there are places.</exception>
    public void Declare(int positional, params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentOutOfRangeException.ThrowIfNegative(positional);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(positional, names.Count);
        _declared.UnionWith(names);
        foreach (var (name, value) in _named)
        {
            if (!_declared.Contains(name))
                throw Invalid($"{Prefix}: there is no argument \"{name}\"; there are {(names.Count == 0 ? "none" : List(names))}.");
            _values[name] = value;
        }
        var next = 0;
        foreach (var value in _positional)
        {
            // A bare "stdio:" has one that is empty and means nothing.
            if (names.Count == 0 && value.Length == 0)
                continue;
            while (next < positional && _named.ContainsKey(names[next]))
                next++;
            if (next == positional)
                throw Invalid($"{Prefix}: \"{value}\" has no name, and there is no place left for it{Places(positional, names)}.");
            _values[names[next++]] = value;
        }
    }

    /// <summary>Whether an argument is given.</summary>
    /// <param name="name">Which.</param>
    public bool Has(string name) => Text(name) is not null;

    /// <summary>An argument as it is; null when it is not given.</summary>
    /// <param name="name">Which.</param>
    public string? Text(string name)
    {
        if (!_declared.Contains(name))
            throw new InvalidOperationException($"The argument \"{name}\" of {Prefix}: is asked for, but was not declared.");
        return _values.GetValueOrDefault(name);
    }

    /// <summary>An argument that must be there.</summary>
    /// <param name="name">Which.</param>
    /// <exception cref="ArgumentException">It is not given, or empty.</exception>
    public string RequiredText(string name)
    {
        var text = Text(name);
        return !string.IsNullOrEmpty(text) ? text
            : throw Invalid($"{Prefix}: the argument {name} is {(text is null ? "missing" : "empty")}.");
    }

    /// <summary>An argument that is a whole number.</summary>
    /// <param name="name">Which.</param>
    /// <param name="minimum">The smallest there may be.</param>
    /// <param name="maximum">The largest.</param>
    /// <param name="otherwise">What it is when not given; null when it must be.</param>
    /// <exception cref="ArgumentException">It is missing, or not such a number.</exception>
    public int Number(string name, int minimum, int maximum, int? otherwise = null)
    {
        if (otherwise is { } absent && Text(name) is null)
            return absent;
        var text = RequiredText(name);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum
            ? number
            : throw Unexpected(name, $"a number from {minimum} to {(maximum == int.MaxValue ? "2^31-1" : maximum)}");
    }

    /// <summary>An argument that is a time in seconds; null when it is not given.</summary>
    /// <param name="name">Which.</param>
    /// <exception cref="ArgumentException">It is not a number, or not positive.</exception>
    public TimeSpan? Seconds(string name)
    {
        if (Text(name) is not { } text)
            return null;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds >= TimeSpan.FromTicks(1).TotalSeconds && seconds < TimeSpan.MaxValue.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw Unexpected(name, "a positive number of seconds");
    }

    /// <summary>An argument that is 1 for yes and 0 for no.</summary>
    /// <param name="name">Which.</param>
    /// <param name="otherwise">What it is when not given.</param>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public bool Flag(string name, bool otherwise) => Text(name) switch
    {
        null => otherwise,
        "0" => false,
        "1" => true,
        _ => throw Unexpected(name, "0 or 1"),
    };

    /// <summary>The error for an argument that is not what it should be, to throw.</summary>
    /// <param name="name">Which.</param>
    /// <param name="expected">What it should be, as "a number".</param>
    /// <param name="inner">What it came from.</param>
    public ArgumentException Unexpected(string name, string expected, Exception? inner = null) =>
        new($"{Prefix}: the argument {name} is \"{Text(name)}\", but {expected} was expected.", inner);

    /// <inheritdoc/>
    public override string ToString() => $"<EndpointArguments of {Prefix}: {_positional.Count + _named.Count}>";

    internal static ArgumentException Invalid(string message) => new(message);

    private static bool FirstIsNamed(string description)
    {
        for (var i = 0; i < description.Length; i++)
        {
            switch (description[i])
            {
                case '\\':
                    i++;
                    break;
                case '=':
                    return true;
                case ':':
                    return false;
            }
        }
        return false;
    }

    private static string Places(int positional, IReadOnlyList<string> names) =>
        positional == 0 ? "" : $": without names there can be {List([.. names.Take(positional)])}";

    private static string List(IReadOnlyList<string> names) =>
        names.Count == 1 ? names[0] : $"{string.Join(", ", names.Take(names.Count - 1))} and {names[^1]}";
}
