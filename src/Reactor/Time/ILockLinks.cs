namespace TwistedSharp.Internet;

/// <summary>What a lock in the file system is made of: a symbolic link whose target is the number of the process that holds it.</summary>
internal interface ILockLinks
{
    /// <summary>Makes the link; false when there is something of that name.</summary>
    bool TryCreate(string path, int process);

    /// <summary>The process that the link names; null when there is no link (any more).</summary>
    int? Owner(string path);

    /// <summary>Removes the link; one that is gone already is no error.</summary>
    void Remove(string path);

    bool IsRunning(int process);
}
