using System.Text.Json;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>What a process says once it is up.</summary>
internal static class Welcome
{
    /// <summary>The line, which each writes once.</summary>
    public static JsonElement Of(HostProcess process) =>
        Assert.Single(process.Output.Select(line => JsonDocument.Parse(line).RootElement), line => line.TryGetProperty("SignIn", out _));

    /// <summary>The modules that it hosts.</summary>
    public static IReadOnlyList<string> HereAt(HostProcess process) =>
        Of(process).GetProperty("Modules").GetString()!.Split(", ", StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Which modules are elsewhere, how they are reached, and who may come.</summary>
    public static string OthersAt(HostProcess process) => Of(process).GetProperty("Others").GetString()!;
}
