using System.Linq.Expressions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace MonolithFirst.Platform.Web;

/// <summary>The query parameters of every list; bind it with <c>[AsParameters]</c>.</summary>
/// <param name="Page">The page, from 1; 1 unless told.</param>
/// <param name="PageSize">Rows a page, 1 to 100; 20 unless told.</param>
/// <param name="Sort">A field of the list, with a minus in front for descending; the list's own order unless told.</param>
public sealed record PageQuery(
    [FromQuery(Name = "page")] int? Page = null,
    [FromQuery(Name = "pageSize")] int? PageSize = null,
    [FromQuery(Name = "sort")] string? Sort = null
);

/// <summary>A page of a list.</summary>
/// <param name="Items">The rows of this page.</param>
/// <param name="Page">The page, from 1.</param>
/// <param name="PageSize">The most rows a page has.</param>
/// <param name="Total">Rows on all pages together.</param>
public sealed record PageOf<T>(IReadOnlyList<T> Items, int Page, int PageSize, long Total);

/// <summary>A page of a list that is put together from those of several modules.</summary>
/// <param name="Items">The rows of this page.</param>
/// <param name="Page">The page, from 1.</param>
/// <param name="PageSize">The most rows a page has.</param>
/// <param name="Total">Rows on all pages together.</param>
/// <param name="Unreachable">Modules whose rows could not be read now, and are missing here.</param>
public sealed record PageOfModules<T>(IReadOnlyList<T> Items, int Page, int PageSize, long Total, IReadOnlyList<string> Unreachable);

/// <summary>The fields by which a list can be sorted, the first being its own order, and the key that makes every order unambiguous.</summary>
public sealed class Sorting<T>(Expression<Func<T, object?>> key)
{
    private readonly List<(string Field, Expression<Func<T, object?>> By)> fields = [];
    private string? usual;

    /// <summary>Allows sorting by a field.</summary>
    public Sorting<T> By(string field, Expression<Func<T, object?>> by)
    {
        fields.Add((field, by));
        usual ??= field;
        return this;
    }

    /// <summary>The order of the list when the client asks for none, with a minus in front for descending.</summary>
    public Sorting<T> Usually(string sort)
    {
        usual = sort;
        return this;
    }

    /// <summary>Puts the rows in the order asked for.</summary>
    /// <exception cref="ProblemException">The list has no such field.</exception>
    public IOrderedQueryable<T> Apply(IQueryable<T> rows, string? sort)
    {
        var asked = string.IsNullOrEmpty(sort) ? usual! : sort;
        var descending = asked.StartsWith('-');
        var field = descending ? asked[1..] : asked;
        var by = fields.Find(known => known.Field == field).By;
        if (by is null)
        {
            throw ProblemException.Invalid(
                "sort",
                "validation.not_one_of",
                $"'{field}' is no field to sort by; choose from {string.Join(", ", fields.Select(known => known.Field))}.",
                ("choices", string.Join(", ", fields.Select(known => known.Field)))
            );
        }

        return descending ? rows.OrderByDescending(by).ThenByDescending(key) : rows.OrderBy(by).ThenBy(key);
    }
}

/// <summary>Reads pages in SQL.</summary>
public static class Paging
{
    /// <summary>The most rows a page may have.</summary>
    public const int MaxPageSize = 100;

    /// <summary>How far down a list of several modules goes: a page of it is put together from all rows above it, of every module.</summary>
    public const int DeepestMergedRow = 10_000;

    internal const int UsualPageSize = 20;

    /// <summary>Counts the rows, sorts them and reads one page, as the client asked.</summary>
    /// <exception cref="ProblemException">The page, its size or the sorting is out of bounds.</exception>
    public static async Task<PageOf<TItem>> ToPageAsync<T, TItem>(
        this IQueryable<T> rows,
        PageQuery query,
        Sorting<T> sorting,
        Expression<Func<T, TItem>> item,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(sorting);
        var (page, pageSize) = Check(query);
        var sorted = sorting.Apply(rows, query.Sort);
        var total = await rows.LongCountAsync(cancellationToken);
        var items = await sorted.Skip((page - 1) * pageSize).Take(pageSize).Select(item).ToListAsync(cancellationToken);
        return new PageOf<TItem>(items, page, pageSize, total);
    }

    /// <summary>The page that the client asked for, and its size.</summary>
    /// <exception cref="ProblemException">The page or its size is out of bounds.</exception>
    public static (int Page, int PageSize) Check(PageQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var faults = new List<Fault>();
        var (page, pageSize) = (query.Page ?? 1, query.PageSize ?? UsualPageSize);
        if (pageSize is < 1 or > MaxPageSize)
        {
            faults.Add(OutOfRange("pageSize", MaxPageSize));
        }

        if (page < 1 || page > int.MaxValue / MaxPageSize)
        {
            faults.Add(OutOfRange("page", int.MaxValue / MaxPageSize));
        }

        return faults.Count == 0 ? (page, pageSize) : throw ProblemException.Invalid(faults);
    }

    private static Fault OutOfRange(string field, int most) =>
        Fault.Of(field, "validation.out_of_range", $"'{field}' is a number from 1 to {most}.", ("from", 1), ("to", most));
}
