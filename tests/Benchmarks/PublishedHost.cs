using System.Diagnostics;
using MonolithFirst.Testing;

namespace MonolithFirst.Benchmarks;

/// <summary>The host as it runs in its container, published from this tree.</summary>
internal static class PublishedHost
{
    /// <returns>The folder that it was published to.</returns>
    public static async Task<string> MakeAsync()
    {
        Run.Say("publishing the host as the Dockerfile does");
        var folder = Path.Combine(SourceTree.Root, "tests", "Benchmarks", "obj", "host");
        var start = new ProcessStartInfo(Path.Combine(SourceTree.Root, "tests", "publish-host"), [folder])
        {
            RedirectStandardOutput = true,
        };
        using var publishing = Process.Start(start)!;
        var output = await publishing.StandardOutput.ReadToEndAsync();
        await publishing.WaitForExitAsync();
        return publishing.ExitCode == 0
            ? folder
            : throw new InvalidOperationException($"dotnet publish ended with {publishing.ExitCode}. It wrote:\n{output}");
    }
}
