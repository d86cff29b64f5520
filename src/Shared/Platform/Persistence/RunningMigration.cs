using System.Diagnostics;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Migrations;

namespace MonolithFirst.Platform.Persistence;

/// <summary>Knows which migration a migrator is at. EF Core's exceptions do not say it, and its history knows only those that are done.</summary>
internal sealed class RunningMigration : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly IMigrator migrator;
    private readonly List<IDisposable> subscriptions = [];

    public RunningMigration(IMigrator migrator)
    {
        this.migrator = migrator;
        subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    /// <summary>The name of the migration that was begun last, if any.</summary>
    public string? Current { get; private set; }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
        {
            subscriptions.Add(value.Subscribe(this, name => name == RelationalEventId.MigrationApplying.Name));
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is MigrationEventData begun && ReferenceEquals(begun.Migrator, migrator))
        {
            Current = begun.Migration.GetType().GetCustomAttribute<MigrationAttribute>()?.Id;
        }
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }

    public void Dispose() => subscriptions.ForEach(subscription => subscription.Dispose());
}
