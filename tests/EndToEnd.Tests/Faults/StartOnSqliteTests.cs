using Microsoft.Data.Sqlite;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Faults;

/// <summary>Files that the host cannot work with: it says what is wrong, ends, and has changed nothing.</summary>
public sealed class StartOnSqliteTests(HostFixture host) : IClassFixture<HostFixture>
{
    private const int WriteVersion = 18;
    private const int PageSize = 4096;

    [Fact]
    public async Task A_data_folder_that_cannot_be_one_is_named()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["data"], "A file.", TestContext.Current.CancellationToken);
        await RefusedStart.MustSayAsync(On(folder["data"]), $"The data folder {folder["data"]} cannot be written");
        Assert.Equal("A file.", await File.ReadAllTextAsync(folder["data"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public Task A_folder_in_the_place_of_a_module_s_file_is_named() =>
        WithCopyAsync(async folder =>
        {
            File.Delete(folder["orders.db"]);
            Directory.CreateDirectory(folder["orders.db"]);
            await RefusedStart.MustSayAsync(On(folder.FullName), "The orders schema cannot be brought up to date");
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder["orders.db"]));
        });

    [Fact]
    public Task A_file_that_is_no_database_is_left_as_it_is() =>
        WithCopyAsync(async folder =>
        {
            await File.WriteAllBytesAsync(
                folder["orders.db"],
                new byte[3 * PageSize]
                    .Select((_, at) => (byte)(at * 31))
                    .ToArray()
            );
            await MustLeaveAllAsync(folder, "The orders schema cannot be brought up to date", "not a database");
        });

    [Fact]
    public Task A_database_with_spoilt_pages_is_left_as_it_is() =>
        WithCopyAsync(async folder =>
        {
            var bytes = await File.ReadAllBytesAsync(folder["orders.db"]);
            // The head stays whole, so that SQLite opens it; what follows is noise.
            bytes.AsSpan(100).Fill(0xA5);
            await File.WriteAllBytesAsync(folder["orders.db"], bytes);
            await MustLeaveAllAsync(folder, "The orders schema cannot be brought up to date", "malformed");
        });

    [Fact]
    public Task A_database_that_may_not_be_written_is_refused_at_the_start_and_not_at_the_first_order() =>
        WithCopyAsync(async folder =>
        {
            // Whoever may do anything may write any file. SQLite itself takes a file of a future format for read-only.
            var bytes = await File.ReadAllBytesAsync(folder["orders.db"]);
            bytes[WriteVersion] = 3;
            await File.WriteAllBytesAsync(folder["orders.db"], bytes);
            await MustLeaveAllAsync(folder, "The orders schema cannot be brought up to date", "readonly");
        });

    [Fact]
    public Task On_a_full_disk_it_does_not_start_and_with_space_it_does() =>
        WithCopyAsync(async folder =>
        {
            var before = await ModuleData.In(folder.FullName).FingerprintsAsync();
            await RefusedStart.MustSayThroughAsync(
                FullDisk.FromTheStart,
                On(folder.FullName),
                "schema cannot be brought up to date",
                "Is there space on the disk of " + folder.FullName
            );
            Assert.Equal(before, await ModuleData.In(folder.FullName).FingerprintsAsync());
            await using var again = await HostProcess.StartAsync(On(folder.FullName));
        });

    [Fact]
    public Task A_file_that_another_program_keeps_locked_is_named_and_when_it_lets_go_the_host_starts() =>
        WithCopyAsync(async folder =>
        {
            var before = await ModuleData.In(folder.FullName).FingerprintsAsync();
            await using (await ModuleData.In(folder.FullName).HangAsync("orders"))
            {
                await RefusedStart.MustSayAsync(
                    On(folder.FullName),
                    "The orders schema cannot be brought up to date",
                    $"Another program keeps {folder["orders.db"]} locked"
                );
            }

            Assert.Equal(before, await ModuleData.In(folder.FullName).FingerprintsAsync());
            await using var again = await HostProcess.StartAsync(On(folder.FullName));
        });

    [Fact]
    public async Task A_second_process_on_the_folder_is_refused_and_the_first_goes_on()
    {
        await RefusedStart.MustSayAsync(
            On(host.Host.DataFolder),
            $"Another process uses the data folder {host.Host.DataFolder}",
            "Database__Provider=MySql"
        );
        Assert.False(host.Host.HasExited);
        await host.CustomerAsync();
    }

    /// <summary>The spoilt file must stay byte for byte, for whoever can mend it; of the others the rows.</summary>
    private static async Task MustLeaveAllAsync(TemporaryFolder folder, params IEnumerable<string> saying)
    {
        var before = await File.ReadAllBytesAsync(folder["orders.db"]);
        var others = SourceTree.Modules.Where(module => module != "orders").ToList();
        var rows = await ModuleData.In(folder.FullName).FingerprintsAsync(others);
        await RefusedStart.MustSayAsync(On(folder.FullName), saying);
        Assert.Equal(before, await File.ReadAllBytesAsync(folder["orders.db"]));
        Assert.Equal(rows, await ModuleData.In(folder.FullName).FingerprintsAsync(others));
    }

    /// <summary>With files as the host would have left them if it had stopped.</summary>
    private async Task WithCopyAsync(Func<TemporaryFolder, Task> test)
    {
        using var folder = new TemporaryFolder();
        foreach (var module in SourceTree.Modules)
        {
            var file = new SqliteConnectionStringBuilder
            {
                DataSource = Path.Combine(host.Host.DataFolder, module + ".db"),
                Pooling = false,
            };
            await using var connection = new SqliteConnection(file.ConnectionString);
            await connection.OpenAsync();
            await using var copy = new SqliteCommand($"VACUUM INTO '{folder[module + ".db"]}'", connection);
            await copy.ExecuteNonQueryAsync();
        }

        await test(folder);
    }

    private static Dictionary<string, string?> On(string folder) =>
        new() { ["Database__Provider"] = "Sqlite", ["Database__DataFolder"] = folder };
}
