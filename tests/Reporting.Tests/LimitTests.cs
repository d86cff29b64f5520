using System.Diagnostics;
using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.Reporting.Tests;

/// <summary>A report that costs more than allowed is refused, and no longer runs in the database.</summary>
public abstract class LimitTests(LimitedHostOf host)
{
    private const string Reports = "/api/reporting/reports";

    [Fact]
    public async Task A_report_with_more_rows_than_allowed_is_refused_before_the_first_is_sent()
    {
        var staff = await host.StaffAsync();

        (await staff.GetAsync(Reports + "/stock")).MustBe(HttpStatusCode.UnprocessableEntity, "reporting.row_limit");
        (await staff.GetAsync(Reports + "/stock/download")).MustBe(HttpStatusCode.UnprocessableEntity, "reporting.row_limit");
        (await staff.GetAsync(Reports + "/stock/download?format=xlsx")).MustBe(HttpStatusCode.UnprocessableEntity, "reporting.row_limit");
        (await staff.GetAsync(Reports + "/stock?product=" + host.Sku)).MustBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_run_with_more_rows_than_allowed_fails_and_says_why()
    {
        var staff = await host.StaffAsync();

        var started = (await staff.PostAsync(Reports + "/stock/runs", new { })).MustBe(HttpStatusCode.Accepted);

        var run = await Eventually.GetAsync(
            () => staff.GetAsync(started.Location!),
            answer => answer.MustBe(HttpStatusCode.OK).Json.GetProperty("status").GetString() == "failed",
            TimeSpan.FromSeconds(90),
            "The run failed"
        );
        Assert.Contains("more than 3 rows", run.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
        (await staff.GetAsync(started.Location + "/download")).MustBe(HttpStatusCode.Conflict, "reporting.run_not_done");
    }
}

/// <summary>A report that takes too long is stopped, here and in the database.</summary>
public abstract class TimeLimitTests(ImpatientHostOf host)
{
    private const string Reports = "/api/reporting/reports";

    [Fact]
    public async Task A_report_that_takes_longer_than_allowed_is_stopped_in_the_database_as_well()
    {
        await host.MoveOftenAsync();
        var staff = await host.StaffAsync();

        (await staff.GetAsync($"{Reports}/stock?product={host.Sku}")).MustBe(HttpStatusCode.UnprocessableEntity, "reporting.time_limit");

        if (host.Database == TestDatabase.MySql)
        {
            await Eventually.TrueAsync(
                async () =>
                    await host.Server.ScalarAsync<long>(
                        "SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'mf_reporting' AND info LIKE '%rpt\\_%'"
                    ) == 0,
                TimeSpan.FromSeconds(10),
                "The report stopped"
            );
        }

        // The next one is none the worse for it.
        (await staff.GetAsync(Reports + "/order-funnel?status=x")).MustBe(HttpStatusCode.BadRequest);
        await Eventually.GetAsync(
            () => staff.GetAsync(Reports + "/notifications?days=1"),
            answer => answer.Status == HttpStatusCode.OK,
            what: "A report that takes next to no time"
        );
    }
}

/// <summary>A host whose reports may have next to no rows.</summary>
public abstract class LimitedHostOf(TestDatabase database) : HostWithStockOf(database)
{
    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [new("reporting__RowLimit", "2"), new("reporting__JobRowLimit", "3")];
}

/// <summary>A host whose reports may take next to no time.</summary>
public abstract class ImpatientHostOf(TestDatabase database) : HostWithStockOf(database)
{
    private const int Movements = 1_000_000;
    private const int Batch = 100_000;

    protected override IEnumerable<KeyValuePair<string, string?>> Settings => [new("reporting__TimeLimit", "00:00:00.2")];

    /// <summary>Fills the books of the product.</summary>
    internal async Task MoveOftenAsync()
    {
        for (var moved = 0; moved < Movements; moved += Batch)
        {
            await TablesOf("inventory")
                .ExecuteAsync(
                    "INSERT INTO stock_movements (sku, number, kind, on_hand, reserved, occurred_at) "
                        + $"SELECT '{Sku}', n, 'Commit', -1, -1, {Many.Now} FROM ({Many.Numbers}) AS numbers "
                        + $"WHERE n > {moved} AND n <= {moved + Batch}"
                );
        }
    }
}

/// <summary>A host with a product on stock beside those that every host begins with.</summary>
public abstract class HostWithStockOf(TestDatabase database) : HostFixtureOf(database)
{
    /// <summary>A product.</summary>
    internal string Sku { get; } = "LIMITED";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await TablesOf("inventory")
            .ExecuteAsync(
                $"INSERT INTO stock_items (sku, on_hand, reserved, last_movement, updated_at) VALUES ('{Sku}', 1, 0, 0, {Many.Now})"
            );
    }
}

/// <summary>A host for files of many rows.</summary>
public abstract class HostOfManyRows(TestDatabase database) : HostFixtureOf(database)
{
    public const int Rows = 400_000;

    // The process whose memory is looked at is the one that writes the files.
    protected override Topology Topology => Topology.Monolith;

    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [
            new("reporting__TimeLimit", "00:05:00"),
            new("Web__RequestTimeLimit", "00:00:05"),
            // In hexadecimal: 16 MiB. How much the collector lets come together before it works depends on the processor's cache.
            new("DOTNET_GCgen0size", "1000000"),
        ];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Many.ItemsAsync(this, Rows);
    }
}

/// <summary>Files are written while rows are read.</summary>
public abstract class StreamingTests(HostOfManyRows host)
{
    // Rows in memory would take several times as much: each has ten values of 24 bytes and more.
    private const long Most = 48L << 20;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("csv")]
    [InlineData("xlsx")]
    public async Task A_file_of_many_rows_does_not_grow_the_memory(string format)
    {
        var staff = await host.StaffAsync();
        // Whatever is made once is made by now.
        (await staff.GetAsync($"/api/reporting/reports/stock/download?product=1&format={format}")).MustBe(HttpStatusCode.OK);
        var before = Memory();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/reporting/reports/stock/download?format={format}");
        request.Headers.Authorization = new("Bearer", staff.Token);

        using var answer = await host.Host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await using var body = await answer.Content.ReadAsStreamAsync(Stop);
        var (bytes, lines, most) = (0L, 0, before);
        var buffer = new byte[64 * 1024];
        for (int read; (read = await body.ReadAsync(buffer, Stop)) > 0; bytes += read)
        {
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
            most = Math.Max(most, Memory());
        }

        Assert.True(bytes > 1 << 20, $"The file has {bytes} bytes.");
        if (format == "csv")
        {
            Assert.True(lines > HostOfManyRows.Rows, $"The file has {lines} lines.");
        }

        Assert.True(most - before < Most, $"The host grew from {before >> 20} to {most >> 20} MiB for a file of {bytes >> 20} MiB.");
    }

    private long Memory()
    {
        using var process = Process.GetProcessById(host.Host.Id);
        return process.WorkingSet64;
    }
}

public sealed class ManyRowsOnSqlite() : HostOfManyRows(TestDatabase.Sqlite);

public sealed class ManyRowsOnMySql() : HostOfManyRows(TestDatabase.MySql);

public sealed class StreamingOnSqliteTests(ManyRowsOnSqlite host) : StreamingTests(host), IClassFixture<ManyRowsOnSqlite>;

public sealed class StreamingOnMySqlTests(ManyRowsOnMySql host) : StreamingTests(host), IClassFixture<ManyRowsOnMySql>;

public sealed class LimitedHostOnSqlite() : LimitedHostOf(TestDatabase.Sqlite);

public sealed class LimitedHostOnMySql() : LimitedHostOf(TestDatabase.MySql);

public sealed class ImpatientHostOnSqlite() : ImpatientHostOf(TestDatabase.Sqlite);

public sealed class ImpatientHostOnMySql() : ImpatientHostOf(TestDatabase.MySql);

public sealed class TimeLimitOnSqliteTests(ImpatientHostOnSqlite host) : TimeLimitTests(host), IClassFixture<ImpatientHostOnSqlite>;

public sealed class TimeLimitOnMySqlTests(ImpatientHostOnMySql host) : TimeLimitTests(host), IClassFixture<ImpatientHostOnMySql>;

public sealed class LimitsOnSqliteTests(LimitedHostOnSqlite host) : LimitTests(host), IClassFixture<LimitedHostOnSqlite>;

public sealed class LimitsOnMySqlTests(LimitedHostOnMySql host) : LimitTests(host), IClassFixture<LimitedHostOnMySql>;
