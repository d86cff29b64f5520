using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Reporting.Domain;

namespace MonolithFirst.Reporting.Persistence;

internal sealed class ReportingDbContext(DbContextOptions<ReportingDbContext> options) : ModuleDbContext(options)
{
    private const int MaxReportName = 64;
    private const int MaxArguments = 2000;

    public DbSet<SavedReport> SavedReports => Set<SavedReport>();

    public DbSet<ReportRun> Runs => Set<ReportRun>();

    public DbSet<ReportRunPart> RunParts => Set<ReportRunPart>();

    protected override void ConfigureModel(ModelBuilder model)
    {
        model.Entity<SavedReport>(saved =>
        {
            saved.ToTable("saved_reports");
            saved.Property(row => row.Id).ValueGeneratedNever();
            saved.Property(row => row.Name).HasMaxLength(SavedReport.MaxName);
            saved.Property(row => row.Report).HasMaxLength(MaxReportName).IsUnicode(false);
            saved.Property(row => row.Arguments).HasMaxLength(MaxArguments);
            saved.Property(row => row.Version).IsConcurrencyToken();
            saved.HasIndex(row => row.Name);
            saved.HasIndex(row => row.NextMailAt);
        });
        model.Entity<ReportRun>(run =>
        {
            run.ToTable("report_runs");
            run.Property(row => row.Id).ValueGeneratedNever();
            run.Property(row => row.Report).HasMaxLength(MaxReportName).IsUnicode(false);
            run.Property(row => row.Arguments).HasMaxLength(MaxArguments);
            run.Property(row => row.Error).HasMaxLength(ReportRun.MaxError);
            run.Property(row => row.ErrorCode).HasMaxLength(ReportRun.MaxErrorCode).IsUnicode(false);
            run.Property(row => row.ErrorValues).HasMaxLength(ReportRun.MaxError);
            run.HasIndex(row => new { row.Status, row.RequestedAt });
            run.HasIndex(row => row.RequestedAt);
            run.HasMany<ReportRunPart>().WithOne().HasForeignKey(part => part.RunId);
        });
        model.Entity<ReportRunPart>(part =>
        {
            part.ToTable("report_run_parts");
            part.HasKey(row => new { row.RunId, row.Number });
            part.Property(row => row.Number).ValueGeneratedNever();
        });
    }
}
