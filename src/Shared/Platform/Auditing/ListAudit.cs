using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Placement.Calls;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Auditing;

/// <summary>
/// Lists what staff and administrators changed in all modules, the newest first. Asked by another process, it lists the records of the
/// modules hosted here.
/// </summary>
internal sealed class ListAudit : IEndpoint
{
    private static readonly Sorting<AuditRecord> Order = new Sorting<AuditRecord>(row => row.Id).By("at", row => row.At).Usually("-at");

    public static void Map(RouteGroupBuilder routes) =>
        routes.MapGet("/audit", HandleAsync).WithName("platform_list_audit").WithSummary("List what staff and administrators changed");

    private static async Task<Ok<PageOfModules<AuditDetails>>> HandleAsync(
        [AsParameters] PageQuery paging,
        [AsParameters] AuditFilter filter,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        if (filter.From >= filter.To)
        {
            throw ProblemException.Invalid("from", "validation.not_before_to", "'from' is before 'to'.");
        }

        var list = new MergedList<AuditDetails>(http, paging, filter.Module, "module, account, operation or time");
        foreach (var (module, context) in list.Here())
        {
            await list.AddAsync(filter.Apply(context.Audit.AsNoTracking()), Order, row => AuditDetails.Of(row, module), cancellationToken);
        }

        await list.AddElsewhereAsync("audit", filter.Query(paging.Sort), cancellationToken);
        return TypedResults.Ok(list.Page(row => (row.At, row.Id)));
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
    public IReadOnlyList<(string Name, string? Value)> Query(string? sort) =>
        [
            ("account", Account?.ToString()),
            ("operation", Operation),
            ("from", From?.ToString("O", CultureInfo.InvariantCulture)),
            ("to", To?.ToString("O", CultureInfo.InvariantCulture)),
            ("sort", sort),
        ];
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
