namespace TwistedSharp.Compat.Tests.Examples;

/// <summary>What an example is written in.</summary>
public enum Language
{
    Python,
    CSharp,
}
