using JasperFx;
using Microsoft.AspNetCore.Connections;
using MonolithFirst.Host.Console;
using MonolithFirst.Platform;
using MonolithFirst.Platform.Modules;

namespace MonolithFirst.Host;

internal static class Program
{
    public const string DefaultAddress = "http://localhost:8080";

    private static Task<int> Main(string[] args) =>
        args switch
        {
            ["healthy"] => HealthyCommand.RunAsync(),
            [ProvisionCommand.Name, .. var words] when ProvisionCommand.Misunderstood(words) is { } word => RefuseAsync(
                $"'{ProvisionCommand.Name}' takes --print and settings such as --Database:Server=db, not '{word}'."
            ),
            [] or [ProvisionCommand.Name or "codegen", ..] => HostAsync(args),
            // Settings such as --urls=... may stand on the command line. A misspelt command must not start a second host.
            [var first, ..] when first.StartsWith('-') || first.Contains('=', StringComparison.Ordinal) => HostAsync(args),
            _ => RefuseAsync($"There is no command '{args[0]}'. Without one the host starts; others: {ProvisionCommand.Name}, healthy."),
        };

    /// <summary>The host with all modules that the settings ask for, as every command needs it.</summary>
    internal static WebApplication Build(string[] args)
    {
        // Generated code is written to the project that the command is run in; settings are read beside the executable.
        var contentRoot = args is ["codegen", ..] ? Directory.GetCurrentDirectory() : AppContext.BaseDirectory;
        var settings = args is [ProvisionCommand.Name, ..] ? ProvisionCommand.SettingsIn(args) : args;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = settings, ContentRootPath = contentRoot });
        if (HostAddresses.Of(builder.Configuration).Count == 0)
        {
            // A default in the settings file would win over ASPNETCORE_URLS and the container's HTTP_PORTS; a default here does not.
            builder.WebHost.UseUrls(DefaultAddress);
        }

        var catalog = ModuleCatalog.Load(typeof(Program).Assembly, builder.Configuration["MODULES"]);
        SettingNames.Check(builder.Configuration, catalog.Known);
        builder.AddPlatform(catalog, typeof(Program).Assembly);
        builder.AddConsole();
        return builder.Build();
    }

    /// <summary>Puts in place what answers requests. Endpoints are mapped here alone: tests ask this for all there are.</summary>
    internal static void Map(WebApplication app)
    {
        app.UsePlatform(ConsoleSetup.UseConsoleSession);
        app.MapConsole();
    }

    private static async Task<int> RefuseAsync(string why)
    {
        await System.Console.Error.WriteLineAsync(why);
        return 2;
    }

    private static async Task<int> HostAsync(string[] args)
    {
        try
        {
            await using var app = Build(args);
            if (args is ["codegen", ..])
            {
                return await app.RunJasperFxCommands(args);
            }

            if (args is [ProvisionCommand.Name, ..])
            {
                await ProvisionCommand.RunAsync(app.Services, args);
                return 0;
            }

            Map(app);
            await app.PrepareAsync();
            Welcome.WhenStarted(app);
            await app.RunAsync();
            return 0;
        }
        catch (ModuleSetupException refused)
        {
            await System.Console.Error.WriteLineAsync("MonolithFirst does not start: " + refused.Message);
            return 1;
        }
        catch (IOException refused) when (refused.InnerException is AddressInUseException)
        {
            await System.Console.Error.WriteLineAsync($"MonolithFirst does not start: {refused.Message} Set URLS to another address.");
            return 1;
        }
    }
}
