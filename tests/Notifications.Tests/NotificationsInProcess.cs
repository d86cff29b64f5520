using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Abstractions;
using MonolithFirst.Notifications.Contracts;
using MonolithFirst.Notifications.Domain;
using MonolithFirst.Notifications.Persistence;
using MonolithFirst.Platform;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Users.Contracts;

namespace MonolithFirst.Notifications.Tests;

/// <summary>The notifications module, running, on a real database; the users module is stood in for, so that users can be as a test needs.</summary>
internal sealed class NotificationsInProcess : IAsyncDisposable
{
    private const string Register = """
        [{ "name": "notifications", "owner": "tests", "purpose": "Under test." },
         { "name": "users", "owner": "tests", "purpose": "Stands in." }]
        """;

    private readonly WebApplication app;

    private NotificationsInProcess(WebApplication app) => this.app = app;

    public KnownUsers Users => app.Services.GetRequiredService<KnownUsers>();

    public static async Task<NotificationsInProcess> StartAsync(IReadOnlyDictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Serilog:MinimumLevel:Default"] = "Fatal",
                ["Serilog:MinimumLevel:Override:Microsoft.Hosting.Lifetime"] = "Fatal",
                ["notifications:Delivery:PollInterval"] = "00:00:00.050",
                ["notifications:Delivery:FirstRetryPause"] = "00:00:00.050",
                ["notifications:Delivery:Attempts"] = "3",
                ["notifications:Delivery:TimeLimit"] = "00:00:05",
            }
        );
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var catalog = ModuleCatalog.Compose(
            ModuleRegister.Parse(Register),
            [typeof(NotificationsModule).Assembly, typeof(NotifyUser).Assembly, typeof(GetUserInfo).Assembly, typeof(UsersModule).Assembly],
            "*"
        );
        // The host's assembly holds the code that Wolverine needs.
        builder.AddPlatform(catalog, Assembly.Load("MonolithFirst.Host"));
        var app = builder.Build();
        if (app.Services.GetRequiredService<DatabaseOptions>().Provider == DatabaseProvider.MySql)
        {
            await app.Services.GetRequiredService<Provisioning>().RunAsync(CancellationToken.None);
        }

        await app.PrepareAsync();
        await app.StartAsync();
        return new NotificationsInProcess(app);
    }

    /// <summary>Delivers the command as a message of its own.</summary>
    public async Task<DeliveryReceipt> DeliverAsync(ICommand command)
    {
        var contract = app.Services.GetRequiredService<MessageCatalog>().Of(command.GetType());
        var delivery = new Delivery(
            Guid.CreateVersion7(),
            contract.ServiceName,
            "orders",
            "notifications",
            new Dictionary<string, string>(),
            MessageJson.Write(command, command.GetType())
        );
        return await app.Services.GetRequiredService<DeliveryReceiver>().ReceiveAsync(delivery, CancellationToken.None);
    }

    public async Task<T> InContextAsync<T>(Func<NotificationsDbContext, Task<T>> work)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<NotificationsDbContext>());
    }

    public Task<List<Notification>> OfAsync(Guid cause) =>
        InContextAsync(db => db.Notifications.AsNoTracking().Where(row => row.Cause == cause).ToListAsync());

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}

/// <summary>The users there are.</summary>
internal sealed class KnownUsers
{
    private readonly ConcurrentDictionary<Guid, UserInfo> users = [];

    public Guid Add(string email, string? phoneNumber = null, string displayName = "Zoë Müller")
    {
        var id = Guid.NewGuid();
        users[id] = new UserInfo(true, id, email, displayName, phoneNumber);
        return id;
    }

    public UserInfo Find(Guid id) => users.GetValueOrDefault(id) ?? new UserInfo(false, id);
}

/// <summary>Stands for the users module.</summary>
public sealed class UsersModule : Platform.Modules.Module
{
    public override string Name => "users";

    public override void Configure(ModuleBuilder module)
    {
        ArgumentNullException.ThrowIfNull(module);
        module.Services.AddSingleton<KnownUsers>();
    }
}

internal sealed class GetUserInfoHandler(KnownUsers users) : IQueryHandler<GetUserInfo, UserInfo>
{
    public Task<UserInfo> AnswerAsync(GetUserInfo query, CancellationToken cancellationToken) => Task.FromResult(users.Find(query.UserId));
}
