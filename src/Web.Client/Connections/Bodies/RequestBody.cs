using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace TwistedSharp.Web.Client;

/// <summary>Makes the common bodies, in memory and with their Content-Type.</summary>
public static class RequestBody
{
    /// <summary>Text.</summary>
    /// <param name="text">It.</param>
    /// <param name="encoding">Its charset; UTF-8 when null.</param>
    /// <param name="mediaType">What it is; the charset is added.</param>
    /// <exception cref="EncoderFallbackException">The charset has no word for a character.</exception>
    /// <exception cref="InvalidHeaderValueException">The media type is no field value.</exception>
    public static BytesBodyProducer Text(string text, Encoding? encoding = null, string mediaType = "text/plain")
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(mediaType);
        // Not with a question mark in a character's place, which nobody would notice.
        var strict = (Encoding)(encoding ?? Encoding.UTF8).Clone();
        strict.EncoderFallback = EncoderFallback.ExceptionFallback;
        return new BytesBodyProducer(strict.GetBytes(text), $"{mediaType}; charset={strict.WebName}");
    }

    /// <summary>A form's fields as application/x-www-form-urlencoded, in UTF-8 (WHATWG URL section 5.2).</summary>
    /// <param name="fields">Names and values, in order; a name may come more than once.</param>
    public static BytesBodyProducer Form(IEnumerable<KeyValuePair<string, string>> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var text = new StringBuilder();
        foreach (var (name, value) in fields)
        {
            if (text.Length > 0)
                text.Append('&');
            FormText.Append(text, name);
            text.Append('=');
            FormText.Append(text, value);
        }
        return new BytesBodyProducer(Encoding.ASCII.GetBytes(text.ToString()), "application/x-www-form-urlencoded");
    }

    /// <summary>A form's fields, as in <c>Form(("name", "value"), ...)</c>.</summary>
    /// <param name="fields">Names and values, in order.</param>
    public static BytesBodyProducer Form(params (string Name, string Value)[] fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return Form(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
    }

    /// <summary>A value as JSON, by metadata that the compiler made; this is the one for trimmed and ahead-of-time compiled
    /// programs.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="value">It.</param>
    /// <param name="typeInfo">How its type is written, from a JsonSerializerContext.</param>
    /// <exception cref="JsonException">It cannot be written.</exception>
    public static BytesBodyProducer Json<T>(T value, JsonTypeInfo<T> typeInfo) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, typeInfo), "application/json");

    /// <summary>A value as JSON, by reflection.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="value">It.</param>
    /// <param name="options">How it is written; null for what the web expects (camelCase names).</param>
    /// <exception cref="JsonException">It cannot be written.</exception>
    [RequiresUnreferencedCode("JSON by reflection needs types that trimming may remove; use the overload with a JsonTypeInfo.")]
    [RequiresDynamicCode("JSON by reflection may make code at run time; use the overload with a JsonTypeInfo.")]
    public static BytesBodyProducer Json<T>(T value, JsonSerializerOptions? options = null) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, options ?? JsonSerializerOptions.Web), "application/json");
}
