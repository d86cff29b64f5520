using Microsoft.EntityFrameworkCore;

namespace MonolithFirst.Platform.Persistence;

/// <summary>Inserting what may be there already, for which EF Core has no operator. Both wait for another transaction that inserts the same row.</summary>
public static class Inserts
{
    /// <summary>
    /// Inserts a row unless one with its key is there, and holds it for writing either way. Two transactions that add the same row at once
    /// would otherwise fail on the key, and a row that does not exist cannot be locked. A value that does not fit its column fails.
    /// </summary>
    /// <param name="context">The schema.</param>
    /// <param name="insert">What follows the word INSERT, from INTO on, up to the values of one row.</param>
    /// <param name="values">The parameters.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task InsertOrHoldAsync(this ModuleDbContext context, string insert, object?[] values, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(insert);
        // The update that changes nothing locks for writing. IGNORE would lock for reading, and two transactions that then want to write
        // would be in a deadlock.
        var column = insert[(insert.IndexOf('(', StringComparison.Ordinal) + 1)..insert.IndexOf(',', StringComparison.Ordinal)];
        var otherwise = context.Database.IsSqlite() ? " ON CONFLICT DO NOTHING" : $" ON DUPLICATE KEY UPDATE {column} = {column}";
        return context.Database.ExecuteSqlRawAsync("INSERT " + insert + otherwise, values!, cancellationToken);
    }

    /// <summary>
    /// Inserts a row unless one with its key is there, and tells which. More statements may follow in the same round trip. On MySQL only
    /// IGNORE can tell, and it also cuts off what does not fit: the values must be known to.
    /// </summary>
    /// <param name="context">The schema.</param>
    /// <param name="insert">What follows the word INSERT, from INTO on.</param>
    /// <param name="values">The parameters.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when the row was there.</returns>
    internal static async Task<bool> InsertIfAbsentAsync(
        this ModuleDbContext context,
        string insert,
        object[] values,
        CancellationToken cancellationToken
    )
    {
        var ignoring = context.Database.IsSqlite() ? "INSERT OR IGNORE " : "INSERT IGNORE ";
        // Not compared with 1: SQLite's provider counts the row once more for each statement that follows it.
        return await context.Database.ExecuteSqlRawAsync(ignoring + insert, values, cancellationToken) > 0;
    }
}
