namespace TwistedSharp.Protocols;

/// <summary>How log messages name something that wraps something else: "Echo (ProtocolWrapper)".</summary>
internal static class WrappedName
{
    internal static string Of(object wrapper, string? prefix, object? wrapped) =>
        $"{prefix ?? wrapped?.GetType().Name ?? "nothing"} ({wrapper.GetType().Name})";
}
