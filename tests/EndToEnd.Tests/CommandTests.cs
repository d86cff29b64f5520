using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>The host's small commands, as a container runs them.</summary>
public sealed class CommandTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task A_host_that_is_ready_is_healthy()
    {
        var result = await HealthyAsync(fixture.Host.BaseAddress.Port);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("ready", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_host_is_not_healthy()
    {
        using var nobody = FreePort.Take();
        Assert.Equal(1, (await HealthyAsync(nobody.Number)).ExitCode);
    }

    [Fact]
    public async Task A_host_that_is_not_ready_is_not_healthy()
    {
        using var port = FreePort.Take();
        using var other = new HttpListener();
        other.Prefixes.Add($"http://127.0.0.1:{port.Number}/");
        other.Start();
        var answer = Task.Run(
            async () =>
            {
                var context = await other.GetContextAsync();
                context.Response.StatusCode = (int)HttpStatusCode.ServiceUnavailable;
                context.Response.Close();
                return context.Request.Url!.AbsolutePath;
            },
            TestContext.Current.CancellationToken
        );

        Assert.Equal(1, (await HealthyAsync(port.Number)).ExitCode);
        Assert.Equal("/health/ready", await answer);
    }

    [Theory]
    [InlineData("Kestrel__Endpoints__Web__Url", "http://+:{0}")]
    [InlineData("HTTP_PORTS", "{0}")]
    public async Task A_host_is_asked_wherever_its_settings_let_it_listen(string setting, string value)
    {
        using var nobody = FreePort.Take();
        var settings = new Dictionary<string, string?>
        {
            // Endpoints of Kestrel's own overrule addresses, ports do not.
            ["Urls"] = setting.StartsWith("Kestrel", StringComparison.Ordinal) ? $"http://+:{nobody.Number}" : "",
            [setting] = string.Format(CultureInfo.InvariantCulture, value, fixture.Host.BaseAddress.Port),
        };
        Assert.Equal(0, (await HostProcess.RunAsync(settings, "healthy")).ExitCode);
    }

    [Fact]
    public async Task A_host_that_speaks_https_alone_is_asked_by_https()
    {
        using var key = RSA.Create(2048);
        // Made out to the name that clients use, by nobody whom this machine trusts.
        var request = new CertificateRequest("CN=shop.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        await using var host = builder.Build();
        host.MapGet("/health/ready", () => "ready");
        await host.StartAsync(TestContext.Current.CancellationToken);
        var port = new Uri(host.Urls.First()).Port.ToString(CultureInfo.InvariantCulture);
        var result = await HostProcess.RunAsync(new Dictionary<string, string?> { ["Urls"] = "", ["HTTPS_PORTS"] = port }, "healthy");
        Assert.True(result.ExitCode == 0, result.Output);
    }

    [Fact]
    public async Task A_misspelt_command_starts_no_host()
    {
        var result = await HostProcess.RunAsync(new Dictionary<string, string?>(), "provison");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("There is no command 'provison'", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--prnt")]
    [InlineData("print")]
    public async Task Provision_does_nothing_for_a_word_that_it_does_not_know(string word)
    {
        var result = await HostProcess.RunAsync(new Dictionary<string, string?>(), "provision", word);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"not '{word}'", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Provision_takes_a_setting_after_its_own_word()
    {
        var result = await HostProcess.RunAsync(
            new Dictionary<string, string?>(),
            "provision",
            "--print",
            "--Database:Secret=0123456789abcdef"
        );
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("CREATE DATABASE", result.Output, StringComparison.Ordinal);
    }

    // The test's own variable is named Urls; on Linux that is another one beside it, and settings do not tell them apart.
    private static Task<CommandResult> HealthyAsync(int port) =>
        HostProcess.RunAsync(new Dictionary<string, string?> { ["Urls"] = $"http://+:{port}" }, "healthy");
}
