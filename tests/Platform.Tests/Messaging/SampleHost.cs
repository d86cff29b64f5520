using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Host;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Tests.Messaging.Broker;
using MonolithFirst.Testing;

namespace MonolithFirst.Platform.Tests.Messaging;

/// <summary>The platform with the sample module, in this process so that a test can switch faults on and look into the tables.</summary>
internal sealed class SampleHost : IAsyncDisposable
{
    private const string Register = """
        [
          { "name": "sample", "owner": "tests", "purpose": "Try the platform." },
          { "name": "elsewhere", "owner": "tests", "purpose": "Live in another process." }
        ]
        """;

    private readonly WebApplication app;

    private SampleHost(WebApplication app) => this.app = app;

    public SampleProbe Probe => app.Services.GetRequiredService<SampleProbe>();

    public IServiceProvider Services => app.Services;

    public static Task<SampleHost> StartAsync(IReadOnlyDictionary<string, string?> settings) =>
        StartAsync(settings, ModuleCatalog.Compose(ModuleRegister.Parse(Register), [typeof(SampleModule).Assembly], "*"));

    /// <summary>Beside a module that lives in another process, and gets every note that is written.</summary>
    public static Task<SampleHost> StartBesideElsewhereAsync(IReadOnlyDictionary<string, string?> settings) =>
        StartAsync(
            settings,
            ModuleCatalog.Compose(
                ModuleRegister.Parse(Register),
                [typeof(SampleModule).Assembly, ElsewhereModule.Assembly],
                "*,!" + ElsewhereModule.Name
            )
        );

    /// <summary>Beside it in this process.</summary>
    public static Task<SampleHost> StartWithElsewhereAsync(IReadOnlyDictionary<string, string?> settings) =>
        StartAsync(
            settings,
            ModuleCatalog.Compose(ModuleRegister.Parse(Register), [typeof(SampleModule).Assembly, ElsewhereModule.Assembly], "*")
        );

    /// <summary>A process without the module, which asks it in whichever process it is.</summary>
    public static Task<SampleHost> StartWithoutAsync(IReadOnlyDictionary<string, string?> settings) =>
        StartAsync(settings, ModuleCatalog.Compose(ModuleRegister.Parse(Register), [typeof(SampleModule).Assembly], "none"));

    private static async Task<SampleHost> StartAsync(IReadOnlyDictionary<string, string?> settings, ModuleCatalog catalog)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Serilog:MinimumLevel:Default"] = "Fatal",
                ["Serilog:MinimumLevel:Override:Microsoft.Hosting.Lifetime"] = "Fatal",
                ["Messaging:FirstRetryPause"] = "00:00:00.050",
                ["Messaging:Attempts"] = "4",
                ["Messaging:QueryTimeLimit"] = "00:00:00.500",
            }
        );
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddPlatform(catalog, typeof(Program).Assembly);
        var app = builder.Build();
        app.UsePlatform();
        var host = new SampleHost(app);
        if (app.Services.GetRequiredService<DatabaseOptions>().Provider == DatabaseProvider.MySql)
        {
            await app.Services.GetRequiredService<Provisioning>().RunAsync(CancellationToken.None);
        }

        if (catalog.IsHosted("sample"))
        {
            await host.InContextAsync(context => context.Database.EnsureCreatedAsync());
        }

        await app.StartAsync();
        return host;
    }

    public async Task<T> InContextAsync<T>(Func<SampleDbContext, Task<T>> work)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<SampleDbContext>());
    }

    /// <summary>Does what a request handler does: changes and messages in one transaction.</summary>
    public Task CommitAsync(Action<SampleDbContext> change) =>
        InContextAsync(async context =>
        {
            await app
                .Services.GetRequiredService<UnitOfWork>()
                .RunAsync(
                    context,
                    _ =>
                    {
                        change(context);
                        return Task.CompletedTask;
                    },
                    CancellationToken.None
                );
            return true;
        });

    public Task<int> NotesAsync(string text, string by) =>
        InContextAsync(context => context.Notes.CountAsync(note => note.Text == text && note.By == by));

    public Task<List<OutboxMessage>> OutboxRowsAsync() => InContextAsync(context => context.Outbox.AsNoTracking().ToListAsync());

    /// <summary>Waits until all that was sent has left: a message is taken out of the outbox a moment after it has arrived.</summary>
    public Task OutboxIsEmptyAsync(TimeSpan? limit = null, string what = "an empty outbox") =>
        Eventually.TrueAsync(() => InContextAsync(async context => !await context.Outbox.AnyAsync()), limit, what);

    public Task<List<InboxMessage>> InboxAsync(InboxStatus status) =>
        InContextAsync(context => context.Inbox.AsNoTracking().Where(row => row.Status == status).ToListAsync());

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
