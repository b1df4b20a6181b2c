namespace TwistedSharp.Internet;

/// <summary>A factory for incoming connections only (twisted.internet.protocol.ServerFactory).</summary>
public class ServerFactory : Factory;
