using System.Diagnostics;
using MonolithFirst.Testing;

namespace MonolithFirst.Architecture.Tests.Deployment;

/// <summary>What a compose implementation makes of the compose file: it knows its schema, which a reader of YAML does not.</summary>
public sealed class ComposeTests
{
    private static readonly string[] Secrets =
    [
        "MYSQL_ROOT_PASSWORD",
        "DATABASE_SECRET",
        "KEY_ENCRYPTION_SECRET",
        "SERVICE_SECRET",
        "ADMINISTRATOR_PASSWORD",
    ];

    [Fact]
    public async Task The_file_is_taken_and_every_setting_arrives_where_it_belongs()
    {
        var (code, resolved, errors) = await ComposeAsync(Secrets, "config");

        Assert.True(code == 0, errors);
        var services = new ComposeFile(resolved).OfTheHost;
        Assert.Equal(["host", "orders", "provision"], services.Keys.Order());
        Assert.All(services.Values, service => Assert.Equal("value-of-DATABASE_SECRET", service.Map("environment")["Database__Secret"]));
        Assert.All(services.Values, service => Assert.Equal("true", service.Value("read_only")));
        Assert.Equal("*", services["host"].Map("environment")["MODULES"]);
        Assert.Equal("orders", services["orders"].Map("environment")["MODULES"]);
        Assert.Equal("value-of-ADMINISTRATOR_PASSWORD", services["host"].Map("environment")["users__FirstAdministrator__Password"]);
        Assert.Contains(
            "Password=value-of-MYSQL_ROOT_PASSWORD;",
            services["provision"].Map("environment")["Database__AdministratorConnection"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_secret_that_is_not_given_keeps_everything_from_starting()
    {
        foreach (var missing in Secrets)
        {
            var (code, _, errors) = await ComposeAsync(Secrets.Where(secret => secret != missing), "config", "--quiet");

            Assert.True(code != 0, $"Without {missing} the file is taken.");
            Assert.Contains("is missing, see README", errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_the_schema_does_not_know_is_refused()
    {
        var file = Path.GetTempFileName();
        try
        {
            var text = DeploymentFiles.InTheTree.Compose.Replace(
                "    restart: unless-stopped",
                "    restarts: always",
                StringComparison.Ordinal
            );
            await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);

            var (code, _, errors) = await ComposeAsync(Secrets, "-f", file, "config", "--quiet");

            Assert.NotEqual(0, code);
            Assert.Contains("restarts", errors, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<(int Code, string Output, string Errors)> ComposeAsync(IEnumerable<string> given, params string[] arguments)
    {
        // In place of a developer's own .env.
        var environment = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(
                environment,
                given.Select(name => $"{name}=value-of-{name}"),
                TestContext.Current.CancellationToken
            );
            return await RunAsync(["--env-file", environment, .. arguments]);
        }
        finally
        {
            File.Delete(environment);
        }
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string[] arguments)
    {
        // By itself, or as the plugin that Docker's own packages bring.
        var isHere = Environment
            .GetEnvironmentVariable("PATH")!
            .Split(':')
            .Any(folder => File.Exists(Path.Combine(folder, "docker-compose")));
        var start = new ProcessStartInfo(isHere ? "docker-compose" : "docker", isHere ? arguments : ["compose", .. arguments])
        {
            WorkingDirectory = SourceTree.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in Secrets)
        {
            start.Environment.Remove(name);
        }

        using var compose = Process.Start(start)!;
        var output = compose.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = compose.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await compose.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (compose.ExitCode, await output, await errors);
    }
}
