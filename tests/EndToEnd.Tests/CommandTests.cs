using System.Net;
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
