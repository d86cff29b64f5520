using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Placement.Calls;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Auditing;

/// <summary>
/// Lists what staff and administrators changed in all modules, the newest first. Asked by another process, it lists the records of the
/// modules hosted here.
/// </summary>
internal sealed class ListAudit : IEndpoint
{
    // A page is put together from the first rows of every module; further down, narrow the question.
    private const int DeepestRow = 10_000;

    private static readonly Sorting<AuditRecord> Order = new Sorting<AuditRecord>(row => row.Id).By("at", row => row.At).Usually("-at");

    public static void Map(RouteGroupBuilder routes) =>
        routes.MapGet("/audit", HandleAsync).WithName("platform_list_audit").WithSummary("List what staff and administrators changed");

    private static async Task<Ok<PageOfModules<AuditDetails>>> HandleAsync(
        [AsParameters] PageQuery paging,
        [AsParameters] AuditFilter filter,
        ModuleCatalog modules,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        var (page, size) = Paging.Check(paging);
        if ((long)page * size > DeepestRow)
        {
            throw ProblemException.Invalid(
                "page",
                $"The list goes down to row {DeepestRow}; narrow it by module, account, operation or time."
            );
        }

        var found = new List<AuditDetails>();
        var total = 0L;
        foreach (
            var hosted in modules.Hosted.Where(hosted =>
                hosted.ContextType is not null && (filter.Module is null || hosted.Name == filter.Module)
            )
        )
        {
            var rows = filter.Apply(hosted.ContextFrom(http.RequestServices).Audit.AsNoTracking());
            total += await rows.LongCountAsync(cancellationToken);
            var first = await Order.Apply(rows, paging.Sort).Take(page * size).ToListAsync(cancellationToken);
            found.AddRange(first.Select(row => AuditDetails.Of(row, hosted.Name)));
        }

        IReadOnlyList<string> unreachable = [];
        if (!ServiceDoor.IsFromService(http) && http.RequestServices.GetService<ListsElsewhere>() is { } elsewhere)
        {
            var remote = await elsewhere.FirstAsync<AuditDetails>(
                http,
                "audit",
                filter.Query(paging.Sort),
                filter.Module,
                page * size,
                cancellationToken
            );
            found.AddRange(remote.Items);
            total += remote.Total;
            unreachable = remote.Unreachable;
        }

        var sorted =
            paging.Sort == "at"
                ? found.OrderBy(row => row.At).ThenBy(row => row.Id)
                : found.OrderByDescending(row => row.At).ThenByDescending(row => row.Id);
        return TypedResults.Ok(
            new PageOfModules<AuditDetails>([.. sorted.Skip((page - 1) * size).Take(size)], page, size, total, unreachable)
        );
    }
}

/// <summary>Which audit records.</summary>
/// <param name="Module">Only those of this module.</param>
/// <param name="Account">Only what this account did.</param>
/// <param name="Operation">Only this operation, such as <c>inventory_receive_stock</c>.</param>
/// <param name="From">Only from this time on.</param>
/// <param name="To">Only before this time.</param>
internal sealed record AuditFilter(
    [FromQuery(Name = "module")] string? Module = null,
    [FromQuery(Name = "account")] Guid? Account = null,
    [FromQuery(Name = "operation")] string? Operation = null,
    [FromQuery(Name = "from")] DateTimeOffset? From = null,
    [FromQuery(Name = "to")] DateTimeOffset? To = null
)
{
    public IQueryable<AuditRecord> Apply(IQueryable<AuditRecord> rows)
    {
        var (from, to) = (From?.UtcDateTime, To?.UtcDateTime);
        rows = Account is null ? rows : rows.Where(row => row.AccountId == Account);
        rows = Operation is null ? rows : rows.Where(row => row.Operation == Operation);
        rows = from is null ? rows : rows.Where(row => row.At >= from);
        return to is null ? rows : rows.Where(row => row.At < to);
    }

    /// <summary>As a client writes it, without the module.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query(string? sort)
    {
        (string Name, string? Value)[] all =
        [
            ("account", Account?.ToString()),
            ("operation", Operation),
            ("from", From?.ToString("O", CultureInfo.InvariantCulture)),
            ("to", To?.ToString("O", CultureInfo.InvariantCulture)),
            ("sort", sort),
        ];
        return [.. from part in all where part.Value is not null select KeyValuePair.Create(part.Name, part.Value)];
    }
}

/// <summary>A change that staff or an administrator made.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Module">The module that was changed.</param>
/// <param name="At">When.</param>
/// <param name="AccountId">Who.</param>
/// <param name="Roles">The roles that the account had.</param>
/// <param name="Operation">What was done, by the name of the endpoint.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">To what.</param>
/// <param name="Address">From where: the client's network address.</param>
/// <param name="Correlation">What the whole flow goes by, as in the logs.</param>
/// <param name="Details">What was asked for, with personal data and secrets masked.</param>
internal sealed record AuditDetails(
    Guid Id,
    string Module,
    DateTime At,
    Guid AccountId,
    IReadOnlyList<string> Roles,
    string Operation,
    string Method,
    string Path,
    string Address,
    string Correlation,
    JsonNode? Details
)
{
    public static AuditDetails Of(AuditRecord row, string module) =>
        new(
            row.Id,
            module,
            row.At,
            row.AccountId,
            row.Roles.Split(','),
            row.Operation,
            row.Method,
            row.Path,
            row.Address,
            row.Correlation,
            row.Details is null ? null : JsonSerializer.Deserialize<JsonNode>(row.Details)
        );
}
