using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>What somebody sees who starts the host in a terminal.</summary>
public sealed partial class TerminalTests
{
    // A terminal of its own for the host, whose output script(1) passes on. The host ends with its terminal also where the tests were started
    // by nohup(1), which their processes would inherit.
    private static readonly string[] InATerminal =
    [
        "/bin/sh",
        "-c",
        "exec env --default-signal=HUP script -q -e -f -c \"$*\" /dev/null",
        "sh",
    ];

    // Colours are for real terminals.
    private static readonly Dictionary<string, string?> Settings = new() { ["TERM"] = "dumb" };

    [Fact]
    public async Task It_reads_lines_of_text_and_where_to_go_and_how_to_sign_in()
    {
        await using var host = await HostProcess.StartAsync(Settings, InATerminal);
        var address = host.BaseAddress.GetLeftPart(UriPartial.Authority);

        var seen = await Eventually.GetAsync(
            () => Task.FromResult(host.Output.Select(line => line.TrimEnd('\r')).ToList()),
            lines => lines.Exists(line => line.StartsWith("  sign in ", StringComparison.Ordinal)),
            what: "The welcome"
        );

        Assert.Contains($"MonolithFirst is up at {address}", seen);
        Assert.Contains($"  docs      {address}/docs", seen);
        Assert.Contains($"  sign in   POST {address}/api/users/sign-in with the administrator's e-mail and password", seen);
        Assert.Contains(seen, line => Line().IsMatch(line));
        Assert.DoesNotContain(seen, line => line.StartsWith('{'));
        using var browser = new HttpClient();
        using var page = await browser.GetAsync(new Uri(address + "/docs"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        using var answer = await host.Http.PostAsync(
            new Uri("/api/users/sign-in", UriKind.Relative),
            JsonContent.Create(
                new { email = Printed("^The first administrator is +(.+)"), password = Printed("^with the password +(.+)") }
            ),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        string Printed(string pattern) =>
            seen.Select(line => Regex.Match(line, pattern)).First(match => match.Success).Groups[1].Value.Trim();
    }

    [GeneratedRegex(@"^\d\d:\d\d:\d\d\.\d{3} INF \S+/\S+ .+ trace=\S* user=\S+$")]
    private static partial Regex Line();
}
