using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using MonolithFirst.Platform.Modules;
using MySqlConnector;

namespace MonolithFirst.Platform.Persistence;

/// <summary>The database that the schemas live in.</summary>
public enum DatabaseProvider
{
    /// <summary>A file a module in the data folder; one process that hosts all modules.</summary>
    Sqlite,

    /// <summary>A schema and an account a module on one MySQL 8.4 or MariaDB 10.11 server.</summary>
    MySql,
}

/// <summary>The settings below <c>Database</c>.</summary>
public sealed class DatabaseOptions
{
    private const uint ConnectionTimeLimit = 5;
    private const uint CommandTimeLimit = 10;

    /// <summary>Which database; SQLite unless told.</summary>
    public DatabaseProvider Provider { get; init; } = DatabaseProvider.Sqlite;

    /// <summary>Where SQLite files, and other files of the modules, are kept.</summary>
    public string DataFolder { get; init; } = "data";

    /// <summary>MySQL's host name or address.</summary>
    public string Server { get; init; } = "127.0.0.1";

    /// <summary>MySQL's port.</summary>
    public int Port { get; init; } = 3306;

    /// <summary>
    /// Further MySqlConnector options as a connection string, for example <c>SslMode=Required</c>. Unless it says otherwise, connecting may
    /// take 5 s and a statement 10 s.
    /// </summary>
    public string Options { get; init; } = "";

    /// <summary>What the account names begin with; the account of orders is <c>mf_orders</c>.</summary>
    public string AccountPrefix { get; init; } = "mf_";

    /// <summary>The secret that module passwords are derived from where <see cref="Passwords"/> names none. At least 16 characters.</summary>
    public string? Secret { get; init; }

    /// <summary>Passwords by module.</summary>
    public IReadOnlyDictionary<string, string> Passwords { get; init; } = new Dictionary<string, string>();

    /// <summary>An administrator's connection string; used by the <c>provision</c> command alone.</summary>
    public string? AdministratorConnection { get; init; }

    /// <summary>Reads the section.</summary>
    /// <exception cref="ModuleSetupException">A value is not what it should be.</exception>
    public static DatabaseOptions From(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.GetSection("Database").Read<DatabaseOptions>();
    }

    /// <summary>The database account of a module.</summary>
    public string AccountOf(string module) => AccountPrefix + module;

    /// <summary>Whether the password of a module's account is set, or can be derived.</summary>
    public bool HasPasswordOf(string module) => Passwords.GetValueOrDefault(module) is { Length: > 0 } || Secret is { Length: >= 16 };

    /// <summary>The password of a module's account: its own setting, or derived from <see cref="Secret"/>.</summary>
    /// <exception cref="ModuleSetupException">Neither is set.</exception>
    public string PasswordOf(string module)
    {
        if (Passwords.TryGetValue(module, out var password) && password.Length > 0)
        {
            return password;
        }

        if (Secret is not { Length: >= 16 })
        {
            throw new ModuleSetupException(
                $"No password for the database account {AccountOf(module)}: set Database__Passwords__{module}, or Database__Secret (16 characters or more) to derive all of them."
            );
        }

        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes("database/" + module)));
    }

    /// <summary>The connection string by which a module reaches its schema, and no other.</summary>
    public string MySqlConnectionOf(string module)
    {
        var connection = new MySqlConnectionStringBuilder(Options)
        {
            Server = Server,
            Port = (uint)Port,
            Database = module,
            UserID = AccountOf(module),
            Password = PasswordOf(module),
            // Rows affected must count rows found, not rows changed: a concurrency check compares it.
            UseAffectedRows = false,
            // Keys are converted to text by the model, alike on both databases.
            GuidFormat = MySqlGuidFormat.None,
            // Nothing here leaves state on a connection: transactions end, and each sets its isolation level. A reset is a round trip.
            ConnectionReset = false,
        };
        // A server that hangs must not hold requests for as long as they may take at most.
        connection.ConnectionTimeout = connection.ContainsKey("Connection Timeout") ? connection.ConnectionTimeout : ConnectionTimeLimit;
        connection.DefaultCommandTimeout = connection.ContainsKey("Default Command Timeout")
            ? connection.DefaultCommandTimeout
            : CommandTimeLimit;
        return connection.ConnectionString;
    }

    /// <summary>The module's SQLite file.</summary>
    public string SqliteFileOf(string module) => Path.Combine(Path.GetFullPath(DataFolder), module + ".db");
}
