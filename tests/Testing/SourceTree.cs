using System.Text.Json;

namespace MonolithFirst.Testing;

/// <summary>The repository that the tests were built from, and what was built beside them.</summary>
public static class SourceTree
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The configuration that the tests were built in, and so the host: Debug or Release.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>The host as it was built with the tests.</summary>
    public static string HostAssembly { get; } =
        Path.Combine(Root, "src", "Host", "bin", Configuration, "net10.0", "MonolithFirst.Host.dll");

    /// <summary>The names of the approved modules, in the order of the register.</summary>
    public static IReadOnlyList<string> Modules { get; } = ReadModules();

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
