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
    public async Task With_what_the_guide_writes_into_the_settings_the_host_is_the_gateway_to_two_processes()
    {
        using var folder = new TemporaryFolder();
        var settings = folder[".env"];
        await File.WriteAllLinesAsync(settings, ValuesOf(Secrets), TestContext.Current.CancellationToken);
        var guide = await File.ReadAllTextAsync(
            Path.Combine(SourceTree.Root, "docs", "how-to", "peel-a-module.md"),
            TestContext.Current.CancellationToken
        );
        var blocks = guide.Split("## With `docker-compose.yml`")[1].Split("```sh\n");
        await WriteAsync(blocks[1]);

        var (code, resolved, errors) = await RunComposeAsync(["--env-file", settings, "--profile", "peeled", "config"]);

        Assert.True(code == 0, errors);
        var services = new ComposeFile(resolved).OfTheHost;
        var broker = services["host"].Map("environment")["Messaging__Broker"];
        Assert.Equal("*,!orders", services["host"].Map("environment")["MODULES"]);
        Assert.Equal("orders", services["orders"].Map("environment")["MODULES"]);
        Assert.Matches("^amqp://monolithfirst:[0-9a-f]{64}@rabbitmq:5672$", broker);
        Assert.Equal(broker, services["orders"].Map("environment")["Messaging__Broker"]);
        Assert.Contains("RABBITMQ_DEFAULT_PASS: " + broker.Split(':', '@')[2], resolved, StringComparison.Ordinal);
        Assert.Contains("replicas: 2", resolved, StringComparison.Ordinal);

        await WriteAsync(blocks[2]);

        (code, resolved, errors) = await RunComposeAsync(["--env-file", settings, "--profile", "peeled", "config"]);
        Assert.True(code == 0, errors);
        Assert.Equal("*", new ComposeFile(resolved).OfTheHost["host"].Map("environment")["MODULES"]);

        async Task WriteAsync(string block)
        {
            var lines = block.Split("```")[0].Split('\n').Where(line => !line.StartsWith("docker ", StringComparison.Ordinal));
            await RunAsync(new ProcessStartInfo("sh", ["-euc", string.Join('\n', lines)]) { WorkingDirectory = folder.FullName });
        }
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
            await File.WriteAllLinesAsync(environment, ValuesOf(given), TestContext.Current.CancellationToken);
            return await RunComposeAsync(["--env-file", environment, .. arguments]);
        }
        finally
        {
            File.Delete(environment);
        }
    }

    private static IEnumerable<string> ValuesOf(IEnumerable<string> names) => names.Select(name => $"{name}=value-of-{name}");

    private static Task<(int Code, string Output, string Errors)> RunComposeAsync(string[] arguments)
    {
        // By itself, or as the plugin that Docker's own packages bring.
        var isHere = Environment
            .GetEnvironmentVariable("PATH")!
            .Split(':')
            .Any(folder => File.Exists(Path.Combine(folder, "docker-compose")));
        var start = new ProcessStartInfo(isHere ? "docker-compose" : "docker", isHere ? arguments : ["compose", .. arguments])
        {
            WorkingDirectory = SourceTree.Root,
        };
        foreach (var name in Secrets.Concat(["MODULES", "BROKER", "BROKER_PASSWORD"]))
        {
            start.Environment.Remove(name);
        }

        return RunAsync(start);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }
}
