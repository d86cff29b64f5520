using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Observability;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Placement;

namespace MonolithFirst.Host;

/// <summary>What somebody who has just started the host wants to know.</summary>
internal static class Welcome
{
    public static void WhenStarted(WebApplication app) => app.Lifetime.ApplicationStarted.Register(() => Print(app));

    private static void Print(WebApplication app)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        var modules = app.Services.GetRequiredService<ModuleCatalog>();
        var database = app.Services.GetRequiredService<DatabaseOptions>();
        var place =
            database.Provider == DatabaseProvider.Sqlite
                ? "SQLite in " + Path.GetFullPath(database.DataFolder)
                : $"MySQL at {database.Server}:{database.Port}";
        var others = PlacementSetup.Describe(app.Services);
        if (!app.Services.GetRequiredService<LogsOptions>().AreText)
        {
            app.Logger.LogInformation(
                "Up at {Address} with {Modules}; {Others}; docs at {Docs}, sign in at {SignIn}",
                address,
                string.Join(", ", modules.Hosted.Select(module => module.Name)),
                others,
                address + "/docs",
                address + "/api/users/sign-in"
            );
            return;
        }

        System.Console.WriteLine(
            $"""

            MonolithFirst is up at {address}
              modules   {string.Join(", ", modules.Hosted.Select(module => module.Name))}
              others    {others}
              data      {place}
              docs      {address}/docs
              console   {address}/admin
              sign in   POST {address}/api/users/sign-in with the administrator's e-mail and password
                        (from users__FirstAdministrator__Email and __Password, or printed once at the first start)

            """
        );
    }
}
