using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>What an operator finds after a start that went well: data where it was told to be, and nothing to worry about.</summary>
public sealed class CleanStartTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task A_start_warns_of_nothing_and_writes_to_its_data_folder_alone()
    {
        await using var host = await HostProcess.StartAsync(new Dictionary<string, string?> { ["HOME"] = home.FullName });
        await host.StopAsync();

        Assert.DoesNotContain(host.Output, line => line.Contains("\"@l\":", StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateFileSystemEntries(home.FullName));
        Assert.Equal([host.DataFolder], Directory.EnumerateFileSystemEntries(host.Folder));
    }
}
