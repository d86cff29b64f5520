using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace MonolithFirst.Platform.Persistence;

/// <summary>
/// Keeps a module's migrations for both databases in its one assembly: those in the namespace <c>…Migrations.MySql</c> and those in
/// <c>…Migrations.Sqlite</c>. EF Core itself would need an assembly, or a context type, a database.
/// </summary>
internal sealed class ProviderMigrationsAssembly(ICurrentDbContext current, IMigrationsIdGenerator idGenerator) : IMigrationsAssembly
{
    private readonly string folder = current.Context.Database.IsSqlite() ? ".Sqlite" : ".MySql";
    private IReadOnlyDictionary<string, TypeInfo>? migrations;
    private ModelSnapshot? snapshot;

    public Assembly Assembly { get; } = current.Context.GetType().Assembly;

    public IReadOnlyDictionary<string, TypeInfo> Migrations =>
        migrations ??= TypesOf<Migration>()
            .Select(type => (Id: type.GetCustomAttribute<MigrationAttribute>()?.Id, Type: type))
            .Where(migration => migration.Id is not null)
            .OrderBy(migration => migration.Id, StringComparer.Ordinal)
            .ToDictionary(migration => migration.Id!, migration => migration.Type);

    public ModelSnapshot? ModelSnapshot =>
        snapshot ??= TypesOf<ModelSnapshot>().Select(type => (ModelSnapshot)Activator.CreateInstance(type)!).SingleOrDefault();

    public Migration CreateMigration(TypeInfo migrationClass, string activeProvider)
    {
        var migration = (Migration)Activator.CreateInstance(migrationClass)!;
        migration.ActiveProvider = activeProvider;
        return migration;
    }

    public string? FindMigrationId(string nameOrId) =>
        Migrations.Keys.FirstOrDefault(id =>
            string.Equals(idGenerator.IsValidId(nameOrId) ? id : idGenerator.GetName(id), nameOrId, StringComparison.OrdinalIgnoreCase)
        );

    private IEnumerable<TypeInfo> TypesOf<T>() =>
        Assembly.DefinedTypes.Where(type =>
            type is { IsAbstract: false, Namespace: not null }
            && type.IsSubclassOf(typeof(T))
            && type.Namespace.EndsWith(folder, StringComparison.Ordinal)
        );
}
