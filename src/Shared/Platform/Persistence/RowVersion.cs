using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace MonolithFirst.Platform.Persistence;

/// <summary>A row that users edit. Its version counts the edits, is its ETag, and refuses a write that read an older one.</summary>
public interface IVersioned
{
    /// <summary>1 when created, one more with every change.</summary>
    int Version { get; }
}

/// <summary>Counts the version up whenever a versioned row is saved.</summary>
internal sealed class RowVersionInterceptor : SaveChangesInterceptor
{
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        CountUp(eventData.Context);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        CountUp(eventData.Context);
        return ValueTask.FromResult(result);
    }

    private static void CountUp(DbContext? context)
    {
        foreach (var entry in context?.ChangeTracker.Entries<IVersioned>() ?? [])
        {
            var version = entry.Property<int>(nameof(IVersioned.Version));
            if (entry.State is EntityState.Added && version.CurrentValue == 0)
            {
                version.CurrentValue = 1;
            }
            else if (entry.State is EntityState.Modified && version.CurrentValue == version.OriginalValue)
            {
                version.CurrentValue++;
            }
        }
    }
}
