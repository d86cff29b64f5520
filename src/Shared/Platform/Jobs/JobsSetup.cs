using Hangfire;
using Hangfire.Redis.StackExchange;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Observability;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;
using StackExchange.Redis;

namespace MonolithFirst.Platform.Jobs;

internal static class JobsSetup
{
    /// <param name="builder">The host.</param>
    /// <param name="catalog">The modules; each is a queue of its own, so that a process runs the jobs of the modules it hosts alone.</param>
    public static void AddJobs(this WebApplicationBuilder builder, ModuleCatalog catalog)
    {
        var redis = builder.Configuration.GetSection("Jobs").Read<JobsOptions>().Redis;
        builder.Services.AddHangfire(hangfire =>
        {
            hangfire.UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings();
            if (redis is null)
            {
                hangfire.UseInMemoryStorage();
            }
            else
            {
                UseRedis(hangfire, redis);
            }
        });
        builder.Services.AddScoped<JobRunner>();
        builder.Services.AddSingleton<JobTrigger>();
        builder.Services.AddHostedService<JobSchedule>();
        if (catalog.Hosted.Count == 0)
        {
            return;
        }

        builder.Services.AddHangfireServer(server =>
        {
            server.Queues = [.. catalog.Hosted.Select(module => module.Name)];
            server.WorkerCount = 4;
            server.SchedulePollingInterval = TimeSpan.FromSeconds(5);
            server.ShutdownTimeout = TimeSpan.FromSeconds(20);
        });
    }

    /// <summary>Insists on the storage of jobs, before anything begins that would have to end again.</summary>
    /// <exception cref="ModuleSetupException">It is away.</exception>
    public static void CheckJobs(this WebApplication app)
    {
        using var connection = app.Services.GetRequiredService<JobStorage>().GetConnection();
    }

    private static void UseRedis(IGlobalConfiguration hangfire, string redis)
    {
        try
        {
            hangfire.UseRedisStorage(redis);
        }
        catch (Exception failure) when (failure is RedisException or ArgumentException or TimeoutException)
        {
            throw new ModuleSetupException(
                $"The Redis server for jobs cannot be used: {failure.Message} Is it up, and is Jobs:Redis its address? Without that setting jobs are kept in memory.",
                failure
            );
        }
    }

    public static void MapJobs(this WebApplication app) =>
        app.MapHangfireDashboard(
                "/jobs",
                new DashboardOptions
                {
                    Authorization = [],
                    AppPath = app.Services.GetRequiredService<WebOptions>().Console ? "/admin" : null,
                    // The console's session does not carry requests of other sites, and tokens of clients are in no browser's keeping.
                    IgnoreAntiforgeryToken = true,
                    DashboardTitle = "MonolithFirst",
                }
            )
            .RequireAuthorization(Policies.Admin)
            .Add(endpoint =>
            {
                var dashboard = endpoint.RequestDelegate!;
                endpoint.RequestDelegate = context => DashboardDeeds.RunAsync(context, dashboard);
            });
}

/// <summary>Tells Hangfire at start which jobs there are, and takes away those of hosted modules that there are no more.</summary>
internal sealed class JobSchedule(
    ModuleCatalog modules,
    IRecurringJobManager schedule,
    JobStorage storage,
    ClockWatch clockWatch,
    ILogger<JobSchedule> logger
) : IHostedService
{
    private IEnumerable<RecurringJobDefinition> Jobs => modules.Hosted.SelectMany(module => module.Jobs);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        TakeAwayThoseThatAreGone();
        foreach (var job in Jobs)
        {
            Add(job);
        }

        clockWatch.WentBack += BeginAnew;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        clockWatch.WentBack -= BeginAnew;
        return Task.CompletedTask;
    }

    /// <summary>Hangfire keeps when each job runs next, which now may be as far away as the clock went back.</summary>
    private void BeginAnew()
    {
        try
        {
            foreach (var job in Jobs)
            {
                schedule.RemoveIfExists(job.Id);
                Add(job);
            }
        }
        catch (Exception failure)
        {
            logger.LogWarning(failure, "The clock went back, and the recurring jobs may rest for as long");
        }
    }

    private void Add(RecurringJobDefinition job) =>
        schedule.AddOrUpdate<JobRunner>(
            job.Id,
            job.Module,
            runner => runner.RunAsync(job.Module, job.Name, CancellationToken.None),
            job.Cron,
            new RecurringJobOptions { TimeZone = TimeZoneInfo.Utc, MisfireHandling = MisfireHandlingMode.Relaxed }
        );

    private void TakeAwayThoseThatAreGone()
    {
        using var connection = storage.GetConnection();
        foreach (var gone in Hangfire.Storage.StorageConnectionExtensions.GetRecurringJobs(connection))
        {
            if (modules.IsHosted(gone.Queue) && Jobs.All(job => job.Id != gone.Id))
            {
                schedule.RemoveIfExists(gone.Id);
            }
        }
    }
}
