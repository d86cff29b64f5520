using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Placement.Calls;

/// <summary>
/// A page of one of the platform's lists (<see cref="ListsElsewhere.Names"/>), put together from the first rows of every module: of those
/// hosted here and, unless another process asks, of those elsewhere. The newest come first, or last when sorted by <c>at</c>.
/// </summary>
internal sealed class MergedList<T>
{
    private readonly HttpContext asked;
    private readonly PageQuery paging;
    private readonly string? only;
    private readonly int page;
    private readonly int size;
    private readonly List<T> found = [];
    private IReadOnlyList<string> unreachable = [];
    private long total;

    /// <param name="asked">The administrator's request.</param>
    /// <param name="paging">Which page, and in which order.</param>
    /// <param name="only">The one module to read; null for all.</param>
    /// <param name="narrowing">What the list can be narrowed by, for those who ask for a page too far down.</param>
    /// <exception cref="ProblemException">400: the page or its size is out of bounds.</exception>
    public MergedList(HttpContext asked, PageQuery paging, string? only, string narrowing)
    {
        (page, size) = Paging.Check(paging);
        if ((long)page * size > Paging.DeepestMergedRow)
        {
            throw ProblemException.Invalid(
                "page",
                "validation.too_deep",
                $"The list goes down to row {Paging.DeepestMergedRow}; narrow it by {narrowing}.",
                ("row", Paging.DeepestMergedRow)
            );
        }

        this.asked = asked;
        this.paging = paging;
        this.only = only;
    }

    /// <summary>The schemas here to read, by the name of their module.</summary>
    public IEnumerable<(string Module, ModuleDbContext Context)> Here() =>
        asked
            .RequestServices.GetRequiredService<ModuleCatalog>()
            .WithSchema.Where(hosted => only is null || hosted.Name == only)
            .Select(hosted => (hosted.Name, hosted.ContextFrom(asked.RequestServices)));

    /// <summary>Adds rows from here.</summary>
    public async Task AddAsync<TRow>(IQueryable<TRow> rows, Sorting<TRow> sorting, Func<TRow, T> item, CancellationToken cancellationToken)
    {
        total += await rows.LongCountAsync(cancellationToken);
        found.AddRange((await sorting.Apply(rows, paging.Sort).Take(page * size).ToListAsync(cancellationToken)).Select(item));
    }

    /// <summary>Adds the rows from elsewhere.</summary>
    /// <param name="list">One of <see cref="ListsElsewhere.Names"/>.</param>
    /// <param name="filter">Which of them, and in which order; as a client writes it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task AddElsewhereAsync(
        string list,
        IReadOnlyList<(string Name, string? Value)> filter,
        CancellationToken cancellationToken
    )
    {
        if (!ServiceDoor.IsFromService(asked) && asked.RequestServices.GetService<ListsElsewhere>() is { } elsewhere)
        {
            var remote = await elsewhere.FirstAsync<T>(asked, list, filter, only, page * size, cancellationToken);
            found.AddRange(remote.Items);
            total += remote.Total;
            unreachable = remote.Unreachable;
        }
    }

    /// <summary>The page of what was added.</summary>
    /// <param name="key">When a row came about, and its identity.</param>
    public PageOfModules<T> Page(Func<T, (DateTime At, Guid Id)> key)
    {
        var sorted = paging.Sort == "at" ? found.OrderBy(key) : found.OrderByDescending(key);
        return new PageOfModules<T>([.. sorted.Skip((page - 1) * size).Take(size)], page, size, total, unreachable);
    }
}
