using System.Security;
using System.Text.Json;
using MonolithFirst.Testing;

namespace MonolithFirst.Architecture.Tests;

/// <summary>No package that the product stands on, directly or not, has a known vulnerability, as far as the registry tells.</summary>
public sealed class VulnerablePackageTests
{
    private const string NoData = "did not provide any vulnerability data";

    // The registry is asked over the network, and may never answer.
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task No_package_of_the_product_is_known_to_be_vulnerable()
    {
        var (exitCode, output) = await AskAsync();

        if (exitCode is null)
        {
            TestContext.Current.AddWarning(
                $"The package registry did not answer within {TimeLimit.TotalMinutes:0} minutes: packages unchecked."
            );
            return;
        }

        var vulnerable = VulnerableIn(output);
        Assert.True(vulnerable.Count == 0, string.Join('\n', vulnerable));
        var lines = output.Split('\n').ToList();
        if (exitCode != 0 || output.Contains(NoData, StringComparison.Ordinal))
        {
            TestContext.Current.AddWarning(
                "The package registry gives no vulnerability data, so packages are unchecked. The client said: "
                    + (lines.Find(line => line.Contains(NoData, StringComparison.Ordinal)) ?? string.Join(' ', lines.Take(10))).Trim()
            );
        }
    }

    [Fact]
    public void A_vulnerable_package_is_found_wherever_it_is_listed()
    {
        const string Listed = """
            warn : something else
            {
              "version": 1,
              "projects": [
                { "path": "Clean.csproj" },
                {
                  "path": "Host.csproj",
                  "frameworks": [
                    {
                      "framework": "net10.0",
                      "topLevelPackages": [
                        { "id": "Direct", "resolvedVersion": "1.0.0", "vulnerabilities": [{ "severity": "High", "advisoryurl": "https://a" }] }
                      ],
                      "transitivePackages": [
                        { "id": "Indirect", "resolvedVersion": "2.0.0", "vulnerabilities": [{ "severity": "Low", "advisoryurl": "https://b" }] },
                        { "id": "Sound", "resolvedVersion": "3.0.0" }
                      ]
                    }
                  ]
                }
              ]
            }
            """;

        Assert.Equal(["Host.csproj: Direct 1.0.0, High, https://a", "Host.csproj: Indirect 2.0.0, Low, https://b"], VulnerableIn(Listed));
    }

    /// <summary>The exit code is null when no answer came in time.</summary>
    private static async Task<(int? ExitCode, string Output)> AskAsync()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["nuget.config"], Configuration(await SourcesAsync(folder)));
        // The host refers to all of the product.
        await using var list = Start(
            folder,
            "list",
            Path.Combine(SourceTree.Root, "src", "Host", "Host.csproj"),
            "package",
            "--vulnerable",
            "--include-transitive",
            "--no-restore",
            "--format",
            "json",
            "--config",
            folder["nuget.config"]
        );
        try
        {
            var exitCode = await list.WaitAsync(TimeLimit);
            return (exitCode, string.Join('\n', list.Output));
        }
        catch (TimeoutException)
        {
            return (null, "");
        }
    }

    /// <summary>The client says that a source has no data only of those that it was told to audit with.</summary>
    private static string Configuration(IEnumerable<string> sources)
    {
        var adds = string.Concat(
            sources.Select((source, number) => $"""<add key="{number}" value="{SecurityElement.Escape(source)}" />""")
        );
        return $"<configuration><packageSources><clear />{adds}</packageSources><auditSources><clear />{adds}</auditSources></configuration>";
    }

    private static async Task<IEnumerable<string>> SourcesAsync(TemporaryFolder folder)
    {
        await using var sources = Start(folder, "nuget", "list", "source", "--format", "short");
        await sources.WaitAsync(TimeLimit);
        // "E" for those that are enabled, then the address.
        return [.. sources.Output.Where(line => line.StartsWith("E ", StringComparison.Ordinal)).Select(line => line[2..].Trim())];
    }

    private static ChildProcess Start(TemporaryFolder folder, params IEnumerable<string> arguments) =>
        ChildProcess.Start(
            folder.FullName,
            [
                new("DOTNET_NOLOGO", "1"),
                new("DOTNET_CLI_UI_LANGUAGE", "en"),
                new("DOTNET_CLI_TELEMETRY_OPTOUT", "1"),
                new("MSBUILDDISABLENODEREUSE", "1"),
            ],
            ["dotnet", .. arguments]
        );

    private static List<string> VulnerableIn(string output)
    {
        var begin = output.IndexOf('{', StringComparison.Ordinal);
        if (begin < 0)
        {
            return [];
        }

        using var report = JsonDocument.Parse(output[begin..(output.LastIndexOf('}') + 1)]);
        return
        [
            .. from project in Items(report.RootElement, "projects")
            from framework in Items(project, "frameworks")
            from package in Items(framework, "topLevelPackages").Concat(Items(framework, "transitivePackages"))
            from vulnerability in Items(package, "vulnerabilities")
            select $"{project.GetProperty("path").GetString()}: {package.GetProperty("id").GetString()} "
                + $"{package.GetProperty("resolvedVersion").GetString()}, {vulnerability.GetProperty("severity").GetString()}, "
                + vulnerability.GetProperty("advisoryurl").GetString(),
        ];
    }

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        element.TryGetProperty(name, out var items) ? items.EnumerateArray() : [];
}
