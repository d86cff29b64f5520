using System.Net;
using System.Security.Cryptography;
using Xunit;

namespace MonolithFirst.Testing;

/// <summary>The databases that everything must behave alike on.</summary>
public enum TestDatabase
{
    /// <summary>A file a module.</summary>
    Sqlite,

    /// <summary>A schema and an account a module on a server.</summary>
    MySql,
}

/// <summary>A host on SQLite, shared by the tests of a class.</summary>
public sealed class HostFixture() : HostFixtureOf(TestDatabase.Sqlite);

/// <summary>A host on MySQL, shared by the tests of a class.</summary>
public sealed class MySqlHostFixture() : HostFixtureOf(TestDatabase.MySql);

/// <summary>
/// A running host with clients for every role. Derive from it to give a host settings of its own; derive test classes from one
/// abstract class, once with each fixture, to run the same tests on both databases.
/// </summary>
public abstract class HostFixtureOf(TestDatabase database) : IAsyncLifetime
{
    /// <summary>With this every password begins that a fixture makes, so that any of them is found where none may stand.</summary>
    public const string PasswordsBegin = "Aa1-";

    /// <summary>With this a private key on P-256 begins as it is kept: PKCS#8 in Base64, up to the name of the algorithm.</summary>
    public const string SigningKeysBegin = "MIGHAgEAMBMGByqGSM49";

    private const string AdministratorEmail = "admin@example.test";

    private readonly string administratorPassword = NewPassword();
    private readonly string databaseSecret = NewPassword();
    private readonly SemaphoreSlim signingIn = new(1, 1);
    private MariaDbServer? server;
    private Deployment? deployment;
    private Client? administrator;
    private Client? staff;

    /// <summary>Which database the host runs on.</summary>
    public TestDatabase Database => database;

    /// <summary>The running process; where there are several, the one that clients come to.</summary>
    public HostProcess Host => Deployment.Door;

    /// <summary>All processes.</summary>
    public Deployment Deployment => deployment ?? throw new InvalidOperationException("The host has not been started.");

    /// <summary>The database server of a host on MySQL.</summary>
    public MariaDbServer Server => server ?? throw new InvalidOperationException("This host runs on SQLite.");

    /// <summary>All settings that the host was started with; with them, a further host joins it on the same MySQL server.</summary>
    public IReadOnlyDictionary<string, string?> HostSettings { get; private set; } = new Dictionary<string, string?>();

    /// <summary>A client that is not signed in.</summary>
    public Client Anonymous => new(Host);

    /// <summary>A module's tables, past the host.</summary>
    public ModuleTables TablesOf(string module) =>
        server is null ? ModuleTables.In(Host.DataFolder, module) : ModuleTables.On(server, module);

    /// <summary>The first administrator, signed in at a host that joined this one.</summary>
    public Task<Client> AdminAtAsync(HostProcess joined) => Client.SignedInAsync(joined, AdministratorEmail, administratorPassword);

    /// <summary>Settings of the host beside those that every test's host has, named as environment variables.</summary>
    protected virtual IEnumerable<KeyValuePair<string, string?>> Settings => [];

    /// <summary>A program that becomes the host: its command line comes before the host's.</summary>
    protected virtual IReadOnlyList<string> Through => [];

    /// <summary>How the modules are spread over processes.</summary>
    protected virtual Topology Topology => database == TestDatabase.MySql ? Topology.Current : Topology.Monolith;

    /// <summary>After which time clients get new tokens. They do so once and do not insist, which faults in that moment do not forgive.</summary>
    protected virtual TimeSpan TokensAreFreshFor => TimeSpan.FromMinutes(3);

    /// <summary>Whether clients whose token is refused get a new one by their refresh token and ask again.</summary>
    protected virtual bool ClientsRenewTokens => false;

    /// <inheritdoc />
    public virtual async ValueTask InitializeAsync()
    {
        if (database == TestDatabase.MySql)
        {
            server = await MariaDbServer.StartAsync();
        }

        HostSettings = AllSettings();
        if (server is not null)
        {
            await EmptySchemas.RunAsync(server, HostSettings);
        }

        deployment = await Deployment.StartAsync(Topology, HostSettings, Through);
    }

    /// <inheritdoc />
    public virtual async ValueTask DisposeAsync()
    {
        if (deployment is not null)
        {
            await deployment.DisposeAsync();
        }

        if (server is not null)
        {
            await server.DisposeAsync();
        }

        signingIn.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The first administrator, signed in.</summary>
    public async Task<Client> AdminAsync()
    {
        await signingIn.WaitAsync();
        try
        {
            return administrator ??= await ClientOf(AdministratorEmail, administratorPassword).SignInAsync();
        }
        finally
        {
            signingIn.Release();
        }
    }

    /// <summary>A member of staff, signed in; the same one each time.</summary>
    public async Task<Client> StaffAsync()
    {
        var admin = await AdminAsync();
        await signingIn.WaitAsync();
        try
        {
            return staff ??= await NewStaffAsync(admin);
        }
        finally
        {
            signingIn.Release();
        }
    }

    /// <summary>A new customer, signed in.</summary>
    public async Task<Client> CustomerAsync()
    {
        var email = $"customer-{Guid.NewGuid():N}@example.test";
        var password = NewPassword();
        var registered = await Anonymous.PostAsync(
            "/api/users/register",
            new
            {
                email,
                password,
                displayName = "Customer " + email[9..13],
            }
        );
        registered.MustBe(HttpStatusCode.Created);
        return await ClientOf(email, password).SignInAsync();
    }

    private Client ClientOf(string email, string password) =>
        new(Host, email, password) { RenewsTokens = ClientsRenewTokens, TokensAreFreshFor = TokensAreFreshFor };

    private async Task<Client> NewStaffAsync(Client admin)
    {
        var customer = await CustomerAsync();
        (await admin.PutAsync($"/api/users/{customer.UserId}/roles/staff")).MustBe(HttpStatusCode.NoContent);
        // Roles stand in the token, so the one from before does not carry the new one.
        return await customer.SignInAsync();
    }

    private Dictionary<string, string?> AllSettings()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Database__Provider"] = database.ToString(),
            ["Database__Secret"] = databaseSecret,
            ["users__FirstAdministrator__Email"] = AdministratorEmail,
            ["users__FirstAdministrator__Password"] = administratorPassword,
            // Tests come faster than people, and all from one address.
            ["Web__RateLimit__PermitsPerSecond"] = "1000000",
            ["Web__RateLimit__Burst"] = "1000000",
            // And keep the machine busier than one that serves: what is slow there is not a module that hangs.
            ["Messaging__QueryTimeLimit"] = "00:00:10",
        };
        if (server is not null)
        {
            settings["Database__Server"] = server.Host;
            settings["Database__Port"] = server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        foreach (var (name, value) in Settings)
        {
            settings[name] = value;
        }

        return settings;
    }

    private static string NewPassword() => PasswordsBegin + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
}
