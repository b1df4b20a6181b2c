using System.Collections;
using System.Diagnostics;
using System.Text;

namespace TwistedSharp.Web.Client;

/// <summary>The cookies that servers have set, each sent back to who may have it (RFC 6265bis; Python's http.cookiejar, which Twisted
/// uses).</summary>
/// <remarks>
/// <para>Kept by host, path and name. At most <see cref="MaxPerDomain"/> of one domain and <see cref="MaxCookies"/> in all: then those that
/// have ended go first, then, of a domain that has too many, the ones that are not Secure, and always the one that was least recently
/// used.</para>
/// <para>A jar belongs to one thread. Its cookies come in the order in which they were first set.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed partial class CookieJar : IReadOnlyCollection<Cookie>
{
    /// <summary>How many cookies of one domain are kept: what Chrome keeps; RFC 6265bis section 6.1 asks for 50 at least.</summary>
    public const int MaxPerDomain = 180;

    /// <summary>How many cookies are kept: what RFC 6265bis section 6.1 asks for at least, and what browsers keep.</summary>
    public const int MaxCookies = 3000;

    private readonly Dictionary<string, List<Kept>> _domains = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Kept>>.AlternateLookup<ReadOnlySpan<char>> _domainsBySpan;
    private readonly TimeProvider _time;
    private readonly PublicSuffixList? _suffixes;
    private readonly List<Kept> _matching = [];
    private readonly StringBuilder _text = new();
    private int _count;

    /// <summary>Counts settings and uses: time itself is too coarse to tell which of two came first.</summary>
    private long _ticks;

    /// <summary>An empty jar.</summary>
    /// <param name="time">Tells when cookies end; the system's time when null.</param>
    /// <param name="suffixes">Under which domains no cookie is set for all; <see cref="PublicSuffixList.Default"/> when null.</param>
    public CookieJar(TimeProvider? time = null, PublicSuffixList? suffixes = null)
    {
        _time = time ?? TimeProvider.System;
        _suffixes = suffixes;
        _domainsBySpan = _domains.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>How many cookies there are that have not ended.</summary>
    public int Count
    {
        get
        {
            ClearExpiredCookies();
            return _count;
        }
    }

    internal bool IsEmpty => _count == 0;

    private PublicSuffixList Suffixes => _suffixes ?? PublicSuffixList.Default;

    /// <summary>Keeps what a response sets (CookieJar.extract_cookies).</summary>
    /// <param name="uri">The URI that was asked for.</param>
    /// <param name="headers">The response's header fields. What is no cookie in them, or not for this URI to set, is left out.</param>
    public void ExtractCookies(URI uri, Headers headers)
    {
        ArgumentNullException.ThrowIfNull(uri);
        ArgumentNullException.ThrowIfNull(headers);
        if (headers.GetRawHeaders("Set-Cookie") is not { } fields)
            return;
        foreach (var field in fields)
            SetCookie(uri, field);
    }

    /// <summary>Keeps the cookie of one Set-Cookie field, if the URI may set it.</summary>
    /// <param name="uri">The URI that was asked for.</param>
    /// <param name="field">The field's value.</param>
    /// <returns>Whether it was kept, or took an earlier one away.</returns>
    public bool SetCookie(URI uri, string field)
    {
        ArgumentNullException.ThrowIfNull(uri);
        ArgumentNullException.ThrowIfNull(field);
        return SetCookieField.Parse(field, _time.GetUtcNow()) is { } parsed
            && CookieOf(uri, parsed) is { } cookie
            && (uri.IsSecure || !ShadowsSecure(cookie))
            && Put(cookie);
    }

    /// <summary>Keeps a cookie, in place of the one with the same name, domain and path (CookieJar.set_cookie).</summary>
    /// <param name="cookie">The cookie; one that has ended only takes the other away.</param>
    /// <exception cref="ArgumentException">It is none that a server may set.</exception>
    public void SetCookie(Cookie cookie)
    {
        ArgumentNullException.ThrowIfNull(cookie);
        if (CookieRules.ProblemOf(cookie, Suffixes) is { } problem)
            throw new ArgumentException($"{cookie} cannot be kept: {problem}.", nameof(cookie));
        Put(cookie);
    }

    /// <summary>The value of the Cookie field for a request: longer paths first, then the older ones; null when there is none to send
    /// (CookieJar.add_cookie_header).</summary>
    /// <param name="uri">Where the request goes.</param>
    public string? GetCookieHeader(URI uri) => GetCookieHeader(uri, null);

    /// <summary>Forgets one cookie; false when it was not there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="domain">Its domain.</param>
    /// <param name="path">Its path.</param>
    public bool Remove(string name, string domain, string path) =>
        Remove((name, domain, path), static (k, id) => (k.Cookie.Name, k.Cookie.Domain, k.Cookie.Path) == id) > 0;

    /// <summary>Forgets all cookies.</summary>
    public void Clear()
    {
        _domains.Clear();
        _count = 0;
    }

    /// <summary>Forgets the cookies that last as long as a session.</summary>
    public void ClearSessionCookies() => Remove(0, static (k, _) => k.Cookie.Expires is null);

    /// <summary>Forgets the cookies that have ended; they are not sent in any case.</summary>
    public void ClearExpiredCookies() => Remove(_time.GetUtcNow(), static (k, now) => k.HasEnded(now));

    /// <summary>The cookies that have not ended, in the order in which they were first set.</summary>
    public IEnumerator<Cookie> GetEnumerator()
    {
        ClearExpiredCookies();
        List<Kept> all = [.. _domains.Values.SelectMany(list => list)];
        all.Sort(static (a, b) => a.Set.CompareTo(b.Set));
        return all.Select(k => k.Cookie).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => $"<CookieJar {_count} cookies of {_domains.Count} domains>";

    /// <summary>With cookies of the request's own, which stand for the jar's of the same name.</summary>
    internal string? GetCookieHeader(URI uri, IReadOnlyDictionary<string, string>? own)
    {
        ArgumentNullException.ThrowIfNull(uri);
        CollectMatching(uri);
        _matching.Sort(static (a, b) =>
            a.Cookie.Path.Length != b.Cookie.Path.Length ? b.Cookie.Path.Length.CompareTo(a.Cookie.Path.Length) : a.Set.CompareTo(b.Set));
        foreach (var kept in _matching)
        {
            kept.Used = ++_ticks;
            if (own?.ContainsKey(kept.Cookie.Name) != true)
                Write(kept.Cookie.Name, kept.Cookie.Value);
        }
        _matching.Clear();
        if (own is not null)
        {
            foreach (var (name, value) in own)
                Write(name, value);
        }
        var header = _text.Length == 0 ? null : _text.ToString();
        _text.Clear();
        return header;
    }

    private void Write(string name, string value)
    {
        if (_text.Length > 0)
            _text.Append("; ");
        if (name.Length > 0)
            _text.Append(name).Append('=');
        _text.Append(value);
    }

    private void CollectMatching(URI uri)
    {
        if (_count == 0)
            return;
        var now = _time.GetUtcNow();
        var host = uri.Host;
        var target = uri.OriginForm;
        var path = target.AsSpan(0, target.IndexOf('?') is >= 0 and var mark ? mark : target.Length);
        var rest = host.AsSpan();
        while (true)
        {
            if (_domainsBySpan.TryGetValue(rest, out var list))
            {
                foreach (var kept in list)
                {
                    var cookie = kept.Cookie;
                    if ((!cookie.IsHostOnly || rest.Length == host.Length) && (!cookie.IsSecure || uri.IsSecure)
                        && CookieRules.PathMatches(path, cookie.Path) && !kept.HasEnded(now))
                        _matching.Add(kept);
                }
            }
            var dot = rest.IndexOf('.');
            if (dot < 0 || CookieRules.IsAddress(host))
                return;
            rest = rest[(dot + 1)..];
        }
    }

    /// <summary>The cookie that a field of this URI's sets, or null when it may not (RFC 6265bis section 5.7, steps 7 to 21).</summary>
    private Cookie? CookieOf(URI uri, in SetCookieField field)
    {
        var domain = field.Domain;
        if (domain.Length > 0)
        {
            if (!Ascii.IsValid(domain) || !CookieRules.DomainMatches(uri.Host, domain))
                return null;
            if (Suffixes.IsPublicSuffix(domain))
            {
                // A host that is a public suffix itself, localhost say, may set cookies for itself.
                if (domain != uri.Host)
                    return null;
                domain = "";
            }
        }
        if (field.IsSecure && !uri.IsSecure)
            return null;
        var cookie = new Cookie
        {
            Name = field.Name,
            Value = field.Value,
            Domain = domain.Length > 0 ? domain : uri.Host,
            IsHostOnly = domain.Length == 0,
            Path = field.Path ?? CookieRules.DefaultPath(uri),
            Expires = field.Expires,
            IsSecure = field.IsSecure,
            IsHttpOnly = field.IsHttpOnly,
            SameSite = field.SameSite,
        };
        var isGood = !CookieRules.HasControl(cookie.Path) && CookieRules.PrefixProblemOf(cookie, field.Path is not null) is null;
        return isGood ? cookie : null;
    }

    /// <summary>Whether a cookie from http would stand in the way of a Secure one (RFC 6265bis section 5.7, step 12).</summary>
    private bool ShadowsSecure(Cookie cookie)
    {
        var now = _time.GetUtcNow();
        foreach (var (domain, list) in _domains)
        {
            if (!CookieRules.DomainMatches(domain, cookie.Domain) && !CookieRules.DomainMatches(cookie.Domain, domain))
                continue;
            foreach (var kept in list)
            {
                if (kept.Cookie.IsSecure && kept.Cookie.Name == cookie.Name && CookieRules.PathMatches(cookie.Path, kept.Cookie.Path)
                    && !kept.HasEnded(now))
                    return true;
            }
        }
        return false;
    }

    private bool Put(Cookie cookie)
    {
        var now = _time.GetUtcNow();
        if (!_domains.TryGetValue(cookie.Domain, out var list))
            list = [];
        var old = list.FindIndex(k =>
            k.Cookie.Name == cookie.Name && k.Cookie.Path == cookie.Path && k.Cookie.IsHostOnly == cookie.IsHostOnly);
        var kept = new Kept(cookie, old < 0 ? ++_ticks : list[old].Set) { Used = ++_ticks };
        if (kept.HasEnded(now))
        {
            if (old < 0)
                return false;
            RemoveAt(cookie.Domain, list, old);
            return true;
        }
        if (old >= 0)
        {
            list[old] = kept;
            return true;
        }
        list.Add(kept);
        _domains[cookie.Domain] = list;
        _count++;
        return !MakeRoom(kept, list, now);
    }

    /// <summary>Keeps the limits after a cookie has come; true when it was itself the one to go.</summary>
    private bool MakeRoom(Kept newest, List<Kept> list, DateTimeOffset now)
    {
        if (list.Count <= MaxPerDomain && _count <= MaxCookies)
            return false;
        Remove(now, static (k, n) => k.HasEnded(n));
        Kept? victim = null;
        if (list.Count > MaxPerDomain)
        {
            victim = LeastUsed(list, null, isSecureToo: false) ?? LeastUsed(list, null, isSecureToo: true);
        }
        else if (_count > MaxCookies)
        {
            foreach (var each in _domains.Values)
                victim = LeastUsed(each, victim, isSecureToo: true);
        }
        if (victim is null)
            return false;
        var home = _domains[victim.Cookie.Domain];
        RemoveAt(victim.Cookie.Domain, home, home.IndexOf(victim));
        return ReferenceEquals(victim, newest);
    }

    private static Kept? LeastUsed(List<Kept> kept, Kept? least, bool isSecureToo)
    {
        foreach (var each in kept)
        {
            if ((isSecureToo || !each.Cookie.IsSecure) && (least is null || each.Used < least.Used))
                least = each;
        }
        return least;
    }

    private int Remove<TState>(TState state, Func<Kept, TState, bool> isMeant)
    {
        var removed = 0;
        foreach (var (domain, list) in _domains)
        {
            // By hand: a closure for each domain would be the most of the work when a full jar makes room.
            for (var i = list.Count - 1; i >= 0; i--)
            {
                if (!isMeant(list[i], state))
                    continue;
                list.RemoveAt(i);
                removed++;
            }
            if (list.Count == 0)
                _domains.Remove(domain); // .NET's dictionaries allow it while they are walked.
        }
        _count -= removed;
        return removed;
    }

    private void RemoveAt(string domain, List<Kept> list, int at)
    {
        list.RemoveAt(at);
        _count--;
        if (list.Count == 0)
            _domains.Remove(domain);
    }

    /// <summary>A cookie, and its place among the others.</summary>
    private sealed class Kept(Cookie cookie, long set)
    {
        internal Cookie Cookie => cookie;

        /// <summary>When the first of its name, domain and path was set.</summary>
        internal long Set => set;

        internal long Used { get; set; }

        internal bool HasEnded(DateTimeOffset now) => cookie.Expires <= now;
    }
}
