using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Tests.Messaging;
using MonolithFirst.Testing;

namespace MonolithFirst.Platform.Tests.Persistence;

/// <summary>What a lock reaches on MySQL.</summary>
public sealed class RowLockTests
{
    [Fact]
    public async Task A_query_within_a_query_is_refused_because_its_rows_would_stay_free()
    {
        await using var database = await EmptyDatabase.MakeAsync(TestDatabase.MySql);
        await using var host = await SampleHost.StartAsync(database.Settings);

        await host.InContextAsync(async context =>
        {
            var rows = context.Inbox.OrderBy(row => row.Id);
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
                rows.Take(1).ForUpdateSkipLocked().FirstOrDefaultAsync(TestContext.Current.CancellationToken)
            );
            Assert.Contains("does not reach", refused.Message, StringComparison.Ordinal);
            Assert.Null(await rows.ForUpdateSkipLocked().FirstOrDefaultAsync(TestContext.Current.CancellationToken));
            Assert.Empty(await rows.Take(2).ForUpdate().ToListAsync(TestContext.Current.CancellationToken));
            return true;
        });
    }
}
