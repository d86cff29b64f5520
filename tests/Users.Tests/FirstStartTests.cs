using System.Net;
using System.Text.RegularExpressions;
using MonolithFirst.Testing;

namespace MonolithFirst.Users.Tests;

public sealed partial class FirstStartTests
{
    [Fact]
    public async Task A_random_password_of_the_first_administrator_is_printed_once()
    {
        await using var host = await HostProcess.StartAsync(new Dictionary<string, string?>());
        var printed = Password().Match(string.Join('\n', host.Output));
        Assert.True(printed.Success);
        Assert.Single(host.Output, line => line.Contains(printed.Groups[1].Value, StringComparison.Ordinal));
        using var answer = await host.Http.PostAsync(
            new Uri("/api/users/sign-in", UriKind.Relative),
            System.Net.Http.Json.JsonContent.Create(new { email = "admin@localhost", password = printed.Groups[1].Value }),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        await host.StopAsync();
        await host.StartAgainAsync();

        Assert.DoesNotMatch(Password(), string.Join('\n', host.Output));
    }

    [Fact]
    public async Task An_administrator_whose_password_could_not_be_shown_is_not_made()
    {
        using var folder = new TemporaryFolder();
        var settings = new Dictionary<string, string?> { ["Database__DataFolder"] = folder.FullName };
        string[] withoutRoomForOutput = ["/bin/sh", "-c", "exec \"$@\" > /dev/full", "sh"];

        var refused = await HostProcess.RunThroughAsync(withoutRoomForOutput, settings);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("password cannot be shown", refused.Output, StringComparison.Ordinal);
        await using var host = await HostProcess.StartAsync(settings);
        Assert.Matches(Password(), string.Join('\n', host.Output));
    }

    [Theory]
    [InlineData("users__FirstAdministrator__Password", "short", "users:FirstAdministrator:Password")]
    [InlineData("users__FirstAdministrator__Email", "nobody", "users:FirstAdministrator:Email")]
    [InlineData("users__AccessTokenLifetime", "1.00:00:00", "users:AccessTokenLifetime")]
    [InlineData("users__KeyLifetime", "often", "KeyLifetime")]
    [InlineData("users__KeyEncryptionSecret", "short", "users:KeyEncryptionSecret")]
    [InlineData("users__PasswordHashIterations", "9999", "users:PasswordHashIterations")]
    [InlineData("Security__ClockSkew", "01:00:00", "Security:ClockSkew")]
    public async Task A_setting_that_cannot_be_refuses_the_start_by_its_name(string setting, string value, string named)
    {
        var result = await HostProcess.RunAsync(new Dictionary<string, string?> { [setting] = value });

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("MonolithFirst does not start", result.Output);
        Assert.Contains(named, result.Output);
        Assert.DoesNotContain("   at ", result.Output);
    }

    [GeneratedRegex("with the password +([A-Za-z0-9]{20})")]
    private static partial Regex Password();
}

/// <summary>Several instances whose first start is the same moment, on one empty server.</summary>
public sealed class FirstStartOfSeveralTests(FirstStartOfSeveralTests.EmptiedHost first)
    : IClassFixture<FirstStartOfSeveralTests.EmptiedHost>
{
    [Fact]
    public async Task They_make_one_administrator_and_one_key()
    {
        await first.Host.StopAsync();
        await first.Server.ExecuteAsync(
            "DELETE FROM users.account_roles; DELETE FROM users.refresh_tokens; DELETE FROM users.accounts; DELETE FROM users.signing_keys"
        );

        var starting = Enumerable.Range(0, 2).Select(_ => HostProcess.StartAsync(first.Same)).ToList();
        await first.Host.StartAgainAsync();
        var hosts = await Task.WhenAll(starting);

        try
        {
            Assert.Equal(1, await first.Server.ScalarAsync<long>("SELECT COUNT(*) FROM users.accounts"));
            Assert.Equal(1, await first.Server.ScalarAsync<long>("SELECT COUNT(*) FROM users.signing_keys"));
            var output = string.Join('\n', hosts.Append(first.Host).SelectMany(host => host.Output));
            Assert.Equal(2, output.Split("with the password").Length);
        }
        finally
        {
            foreach (var host in hosts)
            {
                await host.DisposeAsync();
            }
        }
    }

    public sealed class EmptiedHost() : HostFixtureOf(TestDatabase.MySql)
    {
        private readonly string secret = Guid.NewGuid().ToString();

        public IReadOnlyDictionary<string, string?> Same =>
            new Dictionary<string, string?>(Settings)
            {
                ["Database__Provider"] = "MySql",
                ["Database__Server"] = Server.Host,
                ["Database__Port"] = Server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            };

        protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
            [
                new("Database__Secret", secret),
                new("users__FirstAdministrator__Email", null),
                new("users__FirstAdministrator__Password", null),
            ];
    }
}
