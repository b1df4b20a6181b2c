using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace TwistedSharp.Internet;

/// <summary>What a transport needs of the loop that drives it.</summary>
internal interface ITransportLoop
{
    /// <summary>The one buffer every connection receives into; its content is gone when the receiver returns to the loop.</summary>
    byte[] ReceiveBuffer { get; }

    /// <summary>Looks names up for connection attempts.</summary>
    IHostnameResolver NameResolver { get; }

    /// <summary>Registers a socket; with no interest it is known to the loop, for its end, but not watched.</summary>
    PollToken Watch(Socket socket, IPollable target, PollInterest interest);

    /// <summary>Gives a registration to another target, with another interest.</summary>
    void HandOver(PollToken token, IPollable target, PollInterest interest);

    /// <summary>Changes what a socket is watched for.</summary>
    void SetInterest(PollToken token, PollInterest interest);

    /// <summary>Ends a registration; before the socket is closed.</summary>
    void Forget(PollToken token);

    /// <summary>Has <see cref="IFlushable.Flush"/> called once, when the callbacks of this turn have returned.</summary>
    void Enlist(IFlushable flushable);

    /// <summary>The loop's clock.</summary>
    IReactorTime Time { get; }

    /// <summary>Calls something in a later turn.</summary>
    DelayedCall CallLater(TimeSpan delay, Action call);

    /// <summary>Throws when the loop runs and this is not its thread; for every member of a transport that users call.</summary>
    /// <param name="member">What was called, for the message.</param>
    void CheckThread([CallerMemberName] string member = "");
}
