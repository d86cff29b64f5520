using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Faults;

/// <summary>Starts of the host that cannot succeed.</summary>
internal static class RefusedStart
{
    /// <summary>Insists that the host ends by itself with an error and one clear sentence instead of a stack trace.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="saying">What must stand in the message.</param>
    public static Task MustSayAsync(IReadOnlyDictionary<string, string?> settings, params IEnumerable<string> saying) =>
        MustSayThroughAsync([], settings, saying);

    /// <inheritdoc cref="MustSayAsync" />
    /// <param name="through">A program that becomes the host.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="saying">What must stand in the message.</param>
    public static async Task MustSayThroughAsync(
        IReadOnlyList<string> through,
        IReadOnlyDictionary<string, string?> settings,
        params IEnumerable<string> saying
    )
    {
        var result = await HostProcess.RunThroughAsync(through, settings);
        Assert.Equal(1, result.ExitCode);
        var message = result.Output.Split('\n').Single(line => line.StartsWith("MonolithFirst does not start: ", StringComparison.Ordinal));
        Assert.All(saying, part => Assert.Contains(part, message, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", result.Output, StringComparison.Ordinal);
    }
}
