namespace TwistedSharp.Internet;

/// <summary>An address that is no IP literal, or one of the wrong family (error.InvalidAddressError).</summary>
/// <param name="address">The address.</param>
/// <param name="message">What is wrong with it.</param>
public sealed class InvalidAddressException(string address, string message) : ArgumentException(message)
{
    /// <summary>The address.</summary>
    public string Address { get; } = address;
}
