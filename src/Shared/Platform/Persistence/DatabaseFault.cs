using System.Data.Common;
using System.Net.Sockets;

namespace MonolithFirst.Platform.Persistence;

/// <summary>Tells what a database does that is away or fails from faults of ours.</summary>
public static class DatabaseFault
{
    /// <summary>
    /// Whether it is the database that failed. EF Core wraps what may pass in <see cref="InvalidOperationException"/>, and a pooled connection
    /// whose server has died fails at the beginning of a transaction as its socket does, in no exception of the provider's.
    /// </summary>
    public static bool IsCauseOf(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure is DbException or InvalidOperationException or IOException or SocketException
            || failure.GetBaseException() is DbException or SocketException;
    }
}
