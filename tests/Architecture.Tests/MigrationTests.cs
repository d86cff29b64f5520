using System.Reflection;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Architecture.Tests.Planted;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Architecture.Tests;

public sealed class MigrationTests
{
    public static TheoryData<string, DatabaseProvider> Schemas
    {
        get
        {
            var schemas = new TheoryData<string, DatabaseProvider>();
            foreach (var module in Product.Built.Modules.Where(module => ContextTypes(module).Any()))
            {
                schemas.Add(Product.NameOf(module), DatabaseProvider.Sqlite);
                schemas.Add(Product.NameOf(module), DatabaseProvider.MySql);
            }

            return schemas;
        }
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public void No_model_has_changed_without_a_migration(string module, DatabaseProvider provider) =>
        Assert.Empty(Unmigrated(Assembly.Load(new AssemblyName(module)), provider));

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.MySql)]
    public void A_model_without_its_migration_is_found(DatabaseProvider provider)
    {
        var planted = new Plant().Module(
            "Sales#",
            "",
            """
            using Microsoft.EntityFrameworkCore;
            namespace MonolithFirst.Sales#.Persistence;
            internal sealed class SalesDbContext(DbContextOptions<SalesDbContext> options)
                : MonolithFirst.Platform.Persistence.ModuleDbContext(options)
            {
                protected override void ConfigureModel(ModelBuilder model) { }
            }
            """
        );
        Assert.Contains("src/Modules/add-migration Sales", Assert.Single(Unmigrated(planted.Last, provider)), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Unmigrated(Assembly module, DatabaseProvider provider)
    {
        var name = Product.NameOf(module)[Product.Prefix.Length..];
        foreach (var type in ContextTypes(module))
        {
            using var context = Open(type, name.ToLowerInvariant(), provider);
            if (context.Database.HasPendingModelChanges())
            {
                yield return $"The model of {type.Name} has changed without a migration for {provider}. "
                    + $"Run src/Modules/add-migration {name} <WhatChanged>, which writes it for both databases.";
            }
        }
    }

    private static IEnumerable<Type> ContextTypes(Assembly module) =>
        module.GetTypes().Where(type => type.IsSubclassOf(typeof(ModuleDbContext)) && !type.IsAbstract);

    /// <summary>A context as the host makes it. Comparing models connects to nothing, so the secret is never used.</summary>
    private static ModuleDbContext Open(Type type, string module, DatabaseProvider provider)
    {
        var database = new ModuleDatabase(new DatabaseOptions { Provider = provider, Secret = "never used to connect" });
        var options = (DbContextOptionsBuilder)Activator.CreateInstance(typeof(DbContextOptionsBuilder<>).MakeGenericType(type))!;
        database.Configure(options, module);
        return (ModuleDbContext)Activator.CreateInstance(type, options.Options)!;
    }
}
