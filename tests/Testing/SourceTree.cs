using System.Text.Json;

namespace MonolithFirst.Testing;

/// <summary>The repository that the tests were built from, and what was built beside them.</summary>
public static class SourceTree
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The environment variable that names the folder of a published host to test.</summary>
    public const string HostVariable = "MONOLITHFIRST_TEST_HOST";

    /// <summary>The host: the published one that the environment names, or the one that was built with the tests.</summary>
    public static string HostAssembly => Path.Combine(HostFolder(), "MonolithFirst.Host.dll");

    /// <summary>The names of the approved modules, in the order of the register.</summary>
    public static IReadOnlyList<string> Modules { get; } = ReadModules();

    private static string HostFolder() =>
        Environment.GetEnvironmentVariable(HostVariable) is { Length: > 0 } published
            ? published
            : Path.Combine(Root, "src", "Host", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MonolithFirst.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new InvalidOperationException(
                $"MonolithFirst.sln is in no folder above {AppContext.BaseDirectory}; run the tests where they were built."
            );
    }

    private static List<string> ReadModules()
    {
        using var register = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "src", "Modules", "modules.json")));
        return [.. register.RootElement.EnumerateArray().Select(module => module.GetProperty("name").GetString()!)];
    }
}
