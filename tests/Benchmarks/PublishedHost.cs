using System.Diagnostics;
using System.Text.RegularExpressions;
using MonolithFirst.Testing;

namespace MonolithFirst.Benchmarks;

/// <summary>The host as it runs in its container: published with the very arguments that stand in the Dockerfile.</summary>
internal static partial class PublishedHost
{
    /// <returns>The folder that it was published to.</returns>
    public static async Task<string> MakeAsync()
    {
        Run.Say("publishing the host as the Dockerfile does");
        var folder = Path.Combine(SourceTree.Root, "tests", "Benchmarks", "obj", "host");
        var dockerfile = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "src", "Host", "Dockerfile"));
        var arguments = Publish()
            .Match(dockerfile)
            .Groups["arguments"]
            .Value.Replace("\\\n", " ", StringComparison.Ordinal)
            .Replace("/app", folder, StringComparison.Ordinal)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var start = new ProcessStartInfo("dotnet", ["publish", .. arguments, "--verbosity", "quiet"])
        {
            WorkingDirectory = SourceTree.Root,
        };
        start.RedirectStandardOutput = true;
        using var publishing = Process.Start(start)!;
        var output = await publishing.StandardOutput.ReadToEndAsync();
        await publishing.WaitForExitAsync();
        return publishing.ExitCode == 0
            ? folder
            : throw new InvalidOperationException($"dotnet publish ended with {publishing.ExitCode}. It wrote:\n{output}");
    }

    [GeneratedRegex(@"dotnet publish (?<arguments>(?:.*\\\n)*.*)\n")]
    private static partial Regex Publish();
}
