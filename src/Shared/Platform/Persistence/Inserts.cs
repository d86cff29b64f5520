using Microsoft.EntityFrameworkCore;

namespace MonolithFirst.Platform.Persistence;

/// <summary>Inserting what may be there already, for which EF Core has no operator.</summary>
internal static class Inserts
{
    /// <summary>
    /// Inserts a row unless one with its key is there, waiting for another transaction that inserts the same one. More statements may follow
    /// in the same round trip.
    /// </summary>
    /// <param name="context">The schema.</param>
    /// <param name="insert">What follows the word INSERT, from INTO on.</param>
    /// <param name="values">The parameters.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when the row was there.</returns>
    public static async Task<bool> InsertIfAbsentAsync(
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
