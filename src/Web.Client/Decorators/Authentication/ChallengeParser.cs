using System.Text;

namespace TwistedSharp.Web.Client;

/// <summary>Reads WWW-Authenticate and its like, which anyone may have written (RFC 9110 sections 11.2 and 11.6.1).</summary>
/// <remarks>Both challenges and their parameters are separated by commas, so that only what comes after a word tells what it is: "=" makes it a
/// parameter of the challenge before. What cannot be read ends the reading; what was read whole before counts. The time is linear.</remarks>
internal ref struct ChallengeParser
{
    /// <summary>In all fields of a response together.</summary>
    internal const int MaxChallenges = 16;

    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private ChallengeParser(ReadOnlySpan<char> text) => _text = text;

    private readonly bool IsAtEnd => _at >= _text.Length;

    internal static List<Challenge> Parse(IReadOnlyList<string>? fields)
    {
        var challenges = new List<Challenge>();
        foreach (var field in fields ?? [])
            new ChallengeParser(field).ReadChallenges(challenges);
        challenges.RemoveAll(c => c.IsAmbiguous);
        return challenges;
    }

    /// <summary>Reads a field that is parameters only, such as Authentication-Info.</summary>
    internal static Challenge ParseParameters(string field)
    {
        var parameters = new Challenge("");
        new ChallengeParser(field).ReadParameters(parameters);
        return parameters;
    }

    private void ReadChallenges(List<Challenge> challenges)
    {
        while (challenges.Count < MaxChallenges)
        {
            SkipCommas();
            var scheme = ReadToken();
            if (scheme.IsEmpty || !(IsAtEnd || _text[_at] is ' ' or '\t' or ','))
                return;
            var challenge = new Challenge(scheme.ToString());
            var start = _at;
            SkipSpace();
            if (!ReadToken68())
            {
                _at = start;
                if (!ReadParameters(challenge))
                    return;
            }
            challenges.Add(challenge);
        }
    }

    /// <summary>Reads up to the end, or to a word that is no parameter: the next challenge.</summary>
    /// <returns>Whether all of it was well formed.</returns>
    private bool ReadParameters(Challenge challenge)
    {
        while (true)
        {
            var before = _at;
            SkipCommas();
            if (IsAtEnd)
                return true;
            var name = ReadToken();
            SkipSpace();
            if (name.IsEmpty)
                return false;
            if (IsAtEnd || _text[_at] != '=')
            {
                _at = before;
                return true;
            }
            _at++;
            SkipSpace();
            if (ReadValue() is not { } value)
                return false;
            challenge.Add(name.ToString(), value);
            SkipSpace();
            if (!IsAtEnd && _text[_at] != ',')
                return false;
        }
    }

    private string? ReadValue()
    {
        if (IsAtEnd)
            return null;
        if (_text[_at] != '"')
            return ReadToken() is { IsEmpty: false } token ? token.ToString() : null;
        var value = new StringBuilder();
        for (_at++; _at < _text.Length; _at++)
        {
            switch (_text[_at])
            {
                case '"':
                    _at++;
                    return value.ToString();
                case '\\' when _at + 1 < _text.Length:
                    value.Append(_text[++_at]);
                    break;
                default:
                    value.Append(_text[_at]);
                    break;
            }
        }
        return null;
    }

    /// <summary>Base64 or the like instead of parameters; it must be all there is up to the comma.</summary>
    private bool ReadToken68()
    {
        var rest = _text[_at..];
        var end = rest.IndexOf(',');
        var word = (end < 0 ? rest : rest[..end]).TrimEnd(" \t");
        var letters = word.TrimEnd('=');
        if (letters.IsEmpty)
            return false;
        foreach (var c in letters)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_' or '~' or '+' or '/'))
                return false;
        }
        _at += end < 0 ? rest.Length : end;
        return true;
    }

    private ReadOnlySpan<char> ReadToken()
    {
        var start = _at;
        while (_at < _text.Length && Grammar.IsToken(_text.Slice(_at, 1)))
            _at++;
        return _text[start.._at];
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t')
            _at++;
    }

    private void SkipCommas()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or ',')
            _at++;
    }
}
