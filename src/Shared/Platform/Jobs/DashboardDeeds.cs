using System.Text.Json.Nodes;
using Hangfire;
using Hangfire.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Platform.Auditing;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Placement.Calls;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Jobs;

/// <summary>
/// Puts on record what administrators do at the dashboard of jobs, with each module whose jobs it is about. The dashboard keeps its jobs
/// where no transaction of a module's reaches, so the record comes first: without it nothing is done. The dashboard does not mind upper and
/// lower case in its paths, so neither does this.
/// </summary>
internal static class DashboardDeeds
{
    private const string RecurringJobs = "recurring";

    public static async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        List<string> steps = [.. (context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries).Skip(1)];
        // Its figures are asked for by POST as well.
        var isDeed = HttpMethods.IsPost(context.Request.Method) && steps.Count > 0 && !(steps.Count == 1 && Is(steps[0], "stats"));
        if (isDeed && !await NoteAsync(context, steps))
        {
            throw ProblemException.NotFound("jobs.job_not_found", "None of these jobs is there.");
        }

        await next(context);
    }

    private static bool Is(string step, string name) => step.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <returns>Whether anything was put on record: not if none of the jobs is known.</returns>
    private static async Task<bool> NoteAsync(HttpContext context, List<string> steps)
    {
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        // One job's page has /actions/requeue/7; lists name the jobs in the form.
        var action = steps.FindIndex(step => Is(step, "actions")) + 1;
        var command = action > 0 && action < steps.Count ? steps[action] : steps[^1];
        IEnumerable<string> ids = action > 0 ? [steps[^1]] : form["jobs[]"].OfType<string>();
        var services = context.RequestServices;
        using var storage = services.GetRequiredService<JobStorage>().GetConnection();
        var jobs = ids.Select(id => (Id: id, Of: Is(steps[0], RecurringJobs) ? JobOf(id) : JobOf(storage.GetJobData(id))));
        var known = services.GetRequiredService<ModuleCatalog>().Known;
        var modules = jobs.Where(job => known.Contains(job.Of.Module)).GroupBy(job => job.Of.Module).ToList();
        foreach (var module in modules)
        {
            var details = new JsonObject
            {
                ["jobs"] = new JsonArray([.. module.Select(job => (JsonNode)new JsonObject { ["id"] = job.Id, ["name"] = job.Of.Name })]),
            };
            var deed = services.GetRequiredService<AuditTrail>().DeedOf(context, OperationOf(command), details);
            await NoteAsync(context, module.Key, deed);
        }

        return modules.Count > 0;
    }

    private static Task NoteAsync(HttpContext context, string module, Deed deed)
    {
        var services = context.RequestServices;
        if (!services.GetRequiredService<ModuleCatalog>().IsHosted(module))
        {
            return services.GetRequiredService<AuditElsewhere>().NoteAsync(context, module, deed);
        }

        var schema = services.GetRequiredService<ModuleCatalog>().HostedNamed(module).ContextFrom(services);
        return services
            .GetRequiredService<UnitOfWork>()
            .RunAsync(
                schema,
                _ =>
                {
                    services.GetRequiredService<AuditTrail>().Note(schema, deed);
                    return Task.CompletedTask;
                },
                context.RequestAborted
            );
    }

    /// <summary>Whatever the dashboard calls it, in the letters of an operation's name.</summary>
    private static string OperationOf(string command) =>
        command.Length <= 32 && command.All(char.IsAsciiLetter) ? "jobs_" + command.ToLowerInvariant() : "jobs_other";

    private static (string Module, string Name) JobOf(string recurring) =>
        recurring.Split(':', 2) is [var module, var name] ? (module, name) : ("", "");

    private static (string Module, string Name) JobOf(JobData? job) =>
        job?.Job?.Args is [string module, string name, ..] ? (module, name) : ("", "");
}
