using Microsoft.Data.Sqlite;
using MySqlConnector;

namespace MonolithFirst.Platform.Persistence;

/// <summary>Tells a key that is taken from what else can be wrong with a row.</summary>
public static class DuplicateKey
{
    // https://www.sqlite.org/rescode.html
    private const int SqliteUnique = 2067;
    private const int SqlitePrimaryKey = 1555;

    /// <summary>Whether the database refused a row because another one has its key.</summary>
    public static bool IsCauseOf(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.GetBaseException()
            is MySqlException { ErrorCode: MySqlErrorCode.DuplicateKeyEntry or MySqlErrorCode.DuplicateEntryWithKeyName }
                or SqliteException { SqliteExtendedErrorCode: SqliteUnique or SqlitePrimaryKey };
    }
}
