using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using MonolithFirst.Abstractions;

namespace MonolithFirst.Platform.Persistence;

/// <summary>What holds for the columns of every module.</summary>
public static partial class ModelConventions
{
    /// <summary>Maps money to two columns, for example <c>price_minor</c> (bigint) and <c>price_currency</c> (three characters).</summary>
    public static void HasMoney<T>(
        this Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<T> entity,
        System.Linq.Expressions.Expression<Func<T, Money>> property
    )
        where T : class
    {
        ArgumentNullException.ThrowIfNull(entity);
        entity.ComplexProperty(
            property,
            money =>
            {
                money.Property(value => value.Minor);
                money.Property(value => value.Currency).HasMaxLength(3).IsFixedLength();
            }
        );
    }

    internal static void Configure(ModelConfigurationBuilder configuration)
    {
        configuration.Properties<DateTime>().HaveConversion<UtcMicroseconds>().HavePrecision(6);
        // The same lower-case text on both databases, so that the same SQL joins and shows keys alike.
        configuration.Properties<Guid>().HaveConversion<GuidToStringConverter>().HaveMaxLength(36).AreFixedLength().AreUnicode(false);
        configuration.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32).AreUnicode(false);
    }

    /// <summary>
    /// Makes text compare alike on both databases: names and the like without regard to case, codes and keys (declared
    /// <c>IsUnicode(false)</c>) byte by byte.
    /// </summary>
    internal static void CompareAlike(ModelBuilder model, bool mySql)
    {
        if (mySql)
        {
            model.HasCharSet("utf8mb4").UseCollation("utf8mb4_unicode_ci");
        }

        foreach (var property in model.Model.GetEntityTypes().SelectMany(ColumnsOf))
        {
            var isText = property.ClrType == typeof(string) || property.IsUnicode() is not null;
            if (property.IsUnicode() == false && mySql)
            {
                property.SetCharSet("ascii");
                property.SetCollation("ascii_bin");
            }
            else if (isText && property.IsUnicode() != false && !mySql)
            {
                property.SetCollation("NOCASE");
            }
        }
    }

    internal static void NameInSnakeCase(ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            entity.SetTableName(SnakeCase(entity.GetTableName()!));
            var table = StoreObjectIdentifier.Table(entity.GetTableName()!);
            foreach (var property in ColumnsOf(entity))
            {
                property.SetColumnName(SnakeCase(property.GetColumnName(table) ?? property.Name));
            }

            foreach (var key in entity.GetKeys())
            {
                key.SetName(SnakeCase(key.GetName()!));
            }

            foreach (var foreignKey in entity.GetForeignKeys())
            {
                foreignKey.SetConstraintName(SnakeCase(foreignKey.GetConstraintName()!));
            }

            foreach (var index in entity.GetIndexes())
            {
                index.SetDatabaseName(SnakeCase(index.GetDatabaseName()!));
            }
        }
    }

    private static IEnumerable<IMutableProperty> ColumnsOf(IMutableTypeBase type) =>
        type.GetDeclaredProperties().Concat(type.GetDeclaredComplexProperties().SelectMany(complex => ColumnsOf(complex.ComplexType)));

    private static string SnakeCase(string name) =>
        WordStart().Replace(name, "_").Replace("__", "_", StringComparison.Ordinal).ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")]
    private static partial Regex WordStart();

    /// <summary>Keeps times in UTC and to the microsecond, as both databases can, so that what was saved equals what is read.</summary>
    internal sealed class UtcMicroseconds()
        : ValueConverter<DateTime, DateTime>(time => ToMicroseconds(time), time => DateTime.SpecifyKind(time, DateTimeKind.Utc))
    {
        private static DateTime ToMicroseconds(DateTime time) =>
            time.Kind == DateTimeKind.Utc
                ? new DateTime(time.Ticks - (time.Ticks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc)
                : throw new InvalidOperationException("Times are kept in UTC; this one is " + time.Kind + ".");
    }
}
