namespace TwistedSharp.Web.Client;

/// <summary>Where one header's name and value lie in the bytes of their block.</summary>
internal readonly record struct Field(int NameStart, int NameLength, int ValueStart, int ValueLength);
