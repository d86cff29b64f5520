using System.Globalization;
using System.Security.Cryptography;
using MySqlConnector;

namespace MonolithFirst.Testing;

/// <summary>
/// A database server of a test's own: a private MariaDB on a free port with its data in memory, or the server that
/// <c>MONOLITHFIRST_TEST_MYSQL</c> names by an administrator's connection string, which is then held for this test alone.
/// </summary>
public sealed class MariaDbServer : IAsyncDisposable
{
    /// <summary>The environment variable that names a server to use instead of a private one.</summary>
    public const string Variable = "MONOLITHFIRST_TEST_MYSQL";

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan HoldLimit = TimeSpan.FromMinutes(15);

    private readonly TemporaryFolder? folder;
    private readonly FreePort? port;
    private readonly MySqlConnection? hold;
    private ChildProcess? process;

    private MariaDbServer(TemporaryFolder folder, FreePort port)
    {
        this.folder = folder;
        this.port = port;
        AdministratorConnection = new MySqlConnectionStringBuilder
        {
            Server = "127.0.0.1",
            Port = (uint)port.Number,
            UserID = "administrator",
            Password = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)),
            AllowPublicKeyRetrieval = true,
        }.ConnectionString;
    }

    private MariaDbServer(string administratorConnection, MySqlConnection hold)
    {
        AdministratorConnection = administratorConnection;
        this.hold = hold;
    }

    /// <summary>Connects as an administrator of the server.</summary>
    public string AdministratorConnection { get; }

    /// <summary>The address.</summary>
    public string Host => new MySqlConnectionStringBuilder(AdministratorConnection).Server;

    /// <summary>The port.</summary>
    public int Port => (int)new MySqlConnectionStringBuilder(AdministratorConnection).Port;

    /// <summary>Whether servers are private, and so as many as are started.</summary>
    public static bool IsPrivate => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable));

    /// <summary>The process of the private server; null with the named one.</summary>
    public int? ProcessId => process?.Id;

    /// <summary>Starts a private server, or takes hold of the named one.</summary>
    public static async Task<MariaDbServer> StartAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return new MariaDbServer(named, await HoldAsync(named));
        }

        var template = await MariaDbTemplate.FindAsync();
        var server = new MariaDbServer(new TemporaryFolder(), FreePort.Take());
        try
        {
            MariaDbTemplate.Copy(template, server.folder!["data"]);
            await server.StartProcessAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the private server at once, as a power cut would; the data stays.</summary>
    public Task KillAsync() => Private().KillAsync();

    /// <summary>Makes the private server hang: connections are taken, and nothing is answered.</summary>
    public void Suspend() => Private().Suspend();

    /// <summary>Lets the private server go on.</summary>
    public void Resume() => Private().Resume();

    /// <summary>Starts the private server again with its data.</summary>
    public async Task StartAgainAsync()
    {
        await Private().DisposeAsync();
        await StartProcessAsync();
    }

    /// <summary>Opens a connection.</summary>
    /// <param name="connectionString">As whom; as the administrator unless told.</param>
    public async Task<MySqlConnection> ConnectAsync(string? connectionString = null)
    {
        var connection = new MySqlConnection(connectionString ?? AdministratorConnection);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Executes SQL as the administrator.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Reads one value as the administrator.</summary>
    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new MySqlCommand(sql, connection);
        return (T)Convert.ChangeType((await command.ExecuteScalarAsync())!, typeof(T), CultureInfo.InvariantCulture);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (hold is not null)
        {
            await hold.DisposeAsync();
        }

        if (process is not null)
        {
            await process.DisposeAsync();
        }

        folder?.Dispose();
        port?.Dispose();
    }

    private ChildProcess Private() =>
        process ?? throw new InvalidOperationException($"The server named by {Variable} is not ours to stop.");

    /// <summary>Schemas are named as the modules, so one test at a time has the server, whichever machine it runs on.</summary>
    private static async Task<MySqlConnection> HoldAsync(string administratorConnection)
    {
        var keepAlive = new MySqlConnectionStringBuilder(administratorConnection) { Pooling = false, DefaultCommandTimeout = 0 };
        var connection = new MySqlConnection(keepAlive.ConnectionString);
        await connection.OpenAsync();
        await using var command = new MySqlCommand(
            string.Create(CultureInfo.InvariantCulture, $"SELECT GET_LOCK('monolithfirst_tests', {HoldLimit.TotalSeconds})"),
            connection
        );
        return Convert.ToInt32(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture) == 1
            ? connection
            : throw new TimeoutException($"Other tests have held the server named by {Variable} for {HoldLimit.TotalMinutes} minutes.");
    }

    private async Task StartProcessAsync()
    {
        var account = new MySqlConnectionStringBuilder(AdministratorConnection);
        await File.WriteAllTextAsync(
            folder!["administrator.sql"],
            $"CREATE OR REPLACE USER '{account.UserID}'@'%' IDENTIFIED BY '{account.Password}';\n"
                + $"GRANT ALL PRIVILEGES ON *.* TO '{account.UserID}'@'%' WITH GRANT OPTION;\n"
        );
        process = ChildProcess.Start(
            folder.FullName,
            [],
            [
                MariaDbTemplate.Program("mariadbd"),
                .. MariaDbTemplate.CommonOptions(folder["data"]),
                "--bind-address=127.0.0.1",
                "--port=" + Port.ToString(CultureInfo.InvariantCulture),
                // A relative path, because the path of a socket has at most 107 characters.
                "--socket=socket",
                "--pid-file=" + folder["pid"],
                "--tmpdir=" + folder.FullName,
                "--init-file=" + folder["administrator.sql"],
                "--skip-name-resolve",
                "--max-connections=600",
                "--performance-schema=OFF",
                "--innodb-lock-wait-timeout=20",
            ]
        );
        await Eventually.TrueAsync(AnswersAsync, StartLimit, "A private MariaDB that answers");
    }

    private async Task<bool> AnswersAsync()
    {
        if (process!.HasExited)
        {
            throw new InvalidOperationException($"mariadbd ended with {process.ExitCode}. It wrote:\n{process.Tail()}");
        }

        try
        {
            var unpooled = new MySqlConnectionStringBuilder(AdministratorConnection) { Pooling = false }.ConnectionString;
            await using var connection = await ConnectAsync(unpooled);
            return true;
        }
        catch (MySqlException)
        {
            return false;
        }
    }
}
