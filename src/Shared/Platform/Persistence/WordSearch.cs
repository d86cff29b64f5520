using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace MonolithFirst.Platform.Persistence;

/// <summary>Searching for words in a column that keeps, in lower case, whatever a row is found by.</summary>
public static class WordSearch
{
    /// <summary>The rows whose text holds every word of the search, in any order and without regard to case; all rows without a word.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="search">Words between spaces.</param>
    /// <param name="text">The column, in lower case.</param>
    public static IQueryable<T> WithWords<T>(this IQueryable<T> rows, string? search, Expression<Func<T, string>> text)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(text);
        foreach (var word in (search ?? "").ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct())
        {
            // What LIKE would take for a wildcard is escaped by an exclamation mark.
            var pattern = "%" + word.Replace("!", "!!").Replace("%", "!%").Replace("_", "!_") + "%";
            Expression<Func<string, bool>> holds = value => EF.Functions.Like(value, pattern, "!");
            rows = rows.Where(
                Expression.Lambda<Func<T, bool>>(
                    ReplacingExpressionVisitor.Replace(holds.Parameters[0], text.Body, holds.Body),
                    text.Parameters
                )
            );
        }

        return rows;
    }
}
