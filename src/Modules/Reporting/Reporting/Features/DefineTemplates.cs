using MonolithFirst.Notifications.Contracts;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Reporting.Persistence;

namespace MonolithFirst.Reporting.Features;

/// <summary>Makes the template known by which saved reports are mailed. What administrators have made of it stays.</summary>
internal sealed class DefineTemplates(ReportingDbContext db) : IStartTask
{
    public const string Report = "reporting.saved-report";

    public Task RunAsync(CancellationToken cancellationToken)
    {
        db.Send(
            new DefineTemplate(
                Report,
                Channel.Email,
                "{{name}}: {{title}}, {{from}} to {{to}}",
                "Hello {{displayName}},\n\nyour saved report \"{{name}}\" ({{title}}, {{from}} to {{to}}) has {{rows}} rows. {{shown}}\n\n{{csv}}\n\n"
                    + "All rows, after signing in: {{path}}\n"
            )
        );
        return db.SaveChangesAsync(cancellationToken);
    }
}
