using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>A host as a newcomer starts it: the administrator's password is random and printed once.</summary>
public sealed class NewcomersFixture() : HostFixtureOf(TestDatabase.Sqlite)
{
    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [
            new("users__FirstAdministrator__Email", null),
            new("users__FirstAdministrator__Password", null),
            new("catalog__Seed__Enabled", "true"),
            new("inventory__Seed__Enabled", "true"),
        ];
}

/// <summary>What README shows is what the host answers.</summary>
public sealed partial class ReadmeTests(NewcomersFixture fixture) : IClassFixture<NewcomersFixture>
{
    private const string Walk = "## Place an order";

    [Fact]
    public async Task The_walk_through_answers_as_README_shows()
    {
        var steps = StepsOf(await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "README.md"), TestContext.Current.CancellationToken));
        var script = new StringBuilder("set -u\n");
        script.AppendLine($"HOST={fixture.Host.BaseAddress.GetLeftPart(UriPartial.Authority)}");
        script.AppendLine($"PASSWORD='{PrintedPassword()}'");
        foreach (var (commands, _) in steps.Skip(1))
        {
            script.AppendLine(commands).AppendLine("printf '\\n<step>\\n'");
        }

        var answers = (await RunAsync(script.ToString())).Split("<step>", StringSplitOptions.TrimEntries)[..^1];

        Assert.Equal(steps.Count - 1, answers.Length);
        Assert.All(steps.Skip(1).Zip(answers), step => Assert.Equal(Anonymous(step.First.Answer ?? ""), Anonymous(step.Second)));
        Assert.Contains(steps, step => step.Answer?.Contains("\"status\":\"confirmed\"", StringComparison.Ordinal) == true);
    }

    private string PrintedPassword() =>
        fixture.Host.Output.Select(line => Printed().Match(line)).First(match => match.Success).Groups["password"].Value;

    private static List<(string Commands, string? Answer)> StepsOf(string readme) =>
        [
            .. Step()
                .Matches(readme[readme.IndexOf(Walk, StringComparison.Ordinal)..readme.IndexOf("## Layout", StringComparison.Ordinal)])
                .Select(step => (step.Groups["commands"].Value, step.Groups["answer"].Success ? step.Groups["answer"].Value : null)),
        ];

    /// <summary>Ids, times and traces differ from run to run; everything else has to be the same.</summary>
    private static string Anonymous(string answer) =>
        Trace().Replace(Time().Replace(Id().Replace(answer.Trim(), "<id>"), "<time>"), "<trace>");

    private static async Task<string> RunAsync(string script)
    {
        using var shell =
            Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("bash does not start.");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var output = await shell.StandardOutput.ReadToEndAsync(limit.Token);
        await shell.WaitForExitAsync(limit.Token);
        return output;
    }

    [GeneratedRegex("```sh\n(?<commands>.*?)```\n(```json\n(?<answer>.*?)```\n)?", RegexOptions.Singleline)]
    private static partial Regex Step();

    [GeneratedRegex("password[^A-Za-z0-9]+(?<password>[A-Za-z0-9_-]{12,})", RegexOptions.IgnoreCase)]
    private static partial Regex Printed();

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Id();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")]
    private static partial Regex Time();

    [GeneratedRegex("(?<=\"traceId\":\")[0-9a-f]{32}")]
    private static partial Regex Trace();
}
