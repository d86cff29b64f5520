using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using MonolithFirst.Platform.Persistence;
using MySqlConnector;

namespace MonolithFirst.Platform.Web;

internal enum DatabaseFailure
{
    /// <summary>Not the database's, or a fault of ours.</summary>
    Other,

    /// <summary>It cannot be reached, or cannot work.</summary>
    Away,

    /// <summary>It can be read, and takes no changes: its disk is full or fails, or it is to be read alone.</summary>
    ReadOnly,

    /// <summary>Locks that several attempts did not get.</summary>
    Busy,

    /// <summary>A unique key that two requests raced for.</summary>
    Duplicate,

    /// <summary>Text that a column cannot be compared with or hold.</summary>
    Text,
}

/// <summary>Tells apart what the database's exceptions mean to a client.</summary>
internal static class DatabaseFailures
{
    // https://www.sqlite.org/rescode.html
    private static readonly int[] SqliteAway = [7, 10, 11, 14, 15, 23, 26];
    private static readonly int[] SqliteReadOnly = [8, 13];

    // Of writing, synchronising and shortening a file; the last of them also of making one longer.
    private static readonly int[] SqliteUnwritten = [778, 1034, 1546];

    public static DatabaseFailure KindOf(Exception exception)
    {
        if (UnitOfWork.IsTransient(exception))
        {
            return DatabaseFailure.Busy;
        }

        if (DuplicateKey.IsCauseOf(exception))
        {
            return DatabaseFailure.Duplicate;
        }

        for (var failure = exception; failure is not null; failure = failure.InnerException)
        {
            switch (failure)
            {
                case MySqlException mySql:
                    return KindOf(mySql);
                // A pooled connection whose server has died fails like this at the beginning of a transaction, in no exception of MySQL's.
                case MySqlEndOfStreamException or SocketException:
                    return DatabaseFailure.Away;
                case SqliteException sqlite when IsUnwritable(sqlite):
                    return DatabaseFailure.ReadOnly;
                case SqliteException sqlite when SqliteAway.Contains(sqlite.SqliteErrorCode):
                    return DatabaseFailure.Away;
            }
        }

        return DatabaseFailure.Other;
    }

    private static bool IsUnwritable(SqliteException failure) =>
        SqliteReadOnly.Contains(failure.SqliteErrorCode) || SqliteUnwritten.Contains(failure.SqliteExtendedErrorCode);

    private static DatabaseFailure KindOf(MySqlException failure) =>
        failure.ErrorCode switch
        {
            _ when MySqlErrors.IsLockedAccount(failure.ErrorCode) || MySqlErrors.IsKilled(failure.ErrorCode) => DatabaseFailure.Away,
            // A code or key is ASCII in the database, so a text that is not can be compared with none of them.
            MySqlErrorCode.CannotAggregateTwoCollations
            or MySqlErrorCode.CannotAggregateThreeCollations
            or MySqlErrorCode.CannotAggregateNCollations
            or MySqlErrorCode.TruncatedWrongValueForField => DatabaseFailure.Text,
            MySqlErrorCode.UnableToConnectToHost
            or MySqlErrorCode.ConnectionCountError
            or MySqlErrorCode.TooManyUserConnections
            or MySqlErrorCode.UserLimitReached
            or MySqlErrorCode.AccessDenied
            or MySqlErrorCode.DatabaseAccessDenied
            or MySqlErrorCode.UnknownDatabase
            or MySqlErrorCode.HostIsBlocked
            or MySqlErrorCode.HostNotPrivileged
            or MySqlErrorCode.HandshakeError
            or MySqlErrorCode.ServerShutdown
            or MySqlErrorCode.NormalShutdown
            or MySqlErrorCode.QueryTimeout
            or MySqlErrorCode.CommandTimeoutExpired => DatabaseFailure.Away,
            MySqlErrorCode.DiskFull
            or MySqlErrorCode.RecordFileFull
            or MySqlErrorCode.OptionPreventsStatement
            or MySqlErrorCode.CannotExecuteInReadOnlyTransaction
            or MySqlErrorCode.InnodbReadOnly => DatabaseFailure.ReadOnly,
            _ => failure.InnerException is IOException or SocketException or MySqlEndOfStreamException
                ? DatabaseFailure.Away
                : DatabaseFailure.Other,
        };
}
