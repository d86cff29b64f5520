using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Testing;
using MonolithFirst.Users.Domain;
using MonolithFirst.Users.Persistence;
using MonolithFirst.Users.Security;

namespace MonolithFirst.Users.Tests;

/// <summary>The job itself, on a schema of its own, through a year of a clock that the test turns.</summary>
public sealed class KeyRotationTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2030, 1, 1, 3, 0, 0, TimeSpan.Zero));
    private readonly TemporaryFolder folder = new();
    private ServiceProvider services = null!;

    public async ValueTask InitializeAsync()
    {
        services = Services(new UsersOptions());
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<UsersDbContext>().Database.MigrateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Dispose();
    }

    [Fact]
    public async Task The_first_key_signs_at_once()
    {
        await RotateAsync();

        Assert.Equal([await SigningAsync()], await PublishedAsync());
    }

    [Fact]
    public async Task A_key_is_published_before_it_signs_and_until_its_last_token_has_expired()
    {
        await RotateAsync();
        var first = await SigningAsync();

        await AfterAsync(TimeSpan.FromDays(29));
        Assert.Equal([first], await PublishedAsync());

        await AfterAsync(TimeSpan.FromDays(1));
        var published = await PublishedAsync();
        Assert.Equal(2, published.Count);
        Assert.Equal(first, await SigningAsync());

        clock.Advance(TimeSpan.FromMinutes(61));
        var second = await SigningAsync();
        Assert.NotEqual(first, second);
        Assert.Contains(second, published);

        await AfterAsync(TimeSpan.FromMinutes(10));
        Assert.Contains(first, await PublishedAsync());

        await AfterAsync(TimeSpan.FromDays(1));
        Assert.Equal([second], await PublishedAsync());
    }

    [Fact]
    public async Task Running_it_often_and_at_once_makes_one_key()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RotateAsync()));

        Assert.Single(await PublishedAsync());
    }

    [Fact]
    public async Task A_process_learns_of_a_key_that_another_one_made_when_a_token_names_it()
    {
        await RotateAsync();
        await using var other = Services(new UsersOptions());
        var known = await PublishedAsync(other);
        await AfterAsync(TimeSpan.FromDays(30));
        // Fresh in the other's memory, so that only the search for the new key makes it look again.
        await PublishedAsync(other);
        var made = Assert.Single((await PublishedAsync()).Except(known));

        clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Contains(made, await PublishedAsync(other, made));
    }

    [Fact]
    public async Task Private_keys_are_encrypted_where_there_is_a_secret_and_open_with_that_one_alone()
    {
        const string Secret = "the secret of this test";
        await using (var sealing = Services(new UsersOptions { KeyEncryptionSecret = Secret }))
        {
            await RotateAsync(sealing);
            await using var scope = sealing.CreateAsyncScope();
            var kept = await scope
                .ServiceProvider.GetRequiredService<UsersDbContext>()
                .SigningKeys.SingleAsync(TestContext.Current.CancellationToken);
            Assert.True(kept.IsEncrypted);
        }

        await using (var again = Services(new UsersOptions { KeyEncryptionSecret = Secret }))
        {
            await SigningAsync(again);
        }

        await Assert.ThrowsAsync<ModuleSetupException>(() => SigningAsync(services));
        await using var wrong = Services(new UsersOptions { KeyEncryptionSecret = Secret + "!" });
        var refused = await Assert.ThrowsAsync<ModuleSetupException>(() => SigningAsync(wrong));
        Assert.Contains("users:KeyEncryptionSecret", refused.Message);
    }

    private ServiceProvider Services(UsersOptions options) =>
        new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton(options)
            .AddSingleton(new ModuleDatabase(new DatabaseOptions { DataFolder = folder.FullName }))
            .AddDbContext<UsersDbContext>((provider, context) => provider.GetRequiredService<ModuleDatabase>().Configure(context, "users"))
            .AddSingleton<UnitOfWork>()
            .AddSingleton<KeyProtection>()
            .AddSingleton<SigningKeyRing>()
            .AddScoped<RotateSigningKeys>()
            .BuildServiceProvider(validateScopes: true);

    private async Task AfterAsync(TimeSpan time)
    {
        clock.Advance(time);
        await RotateAsync();
    }

    private Task RotateAsync() => RotateAsync(services);

    private static async Task RotateAsync(ServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<RotateSigningKeys>().RunAsync(TestContext.Current.CancellationToken);
    }

    private Task<string> SigningAsync() => SigningAsync(services);

    private static async Task<string> SigningAsync(ServiceProvider services)
    {
        SigningCredentials signer = await services.GetRequiredService<SigningKeyRing>().SignerAsync(TestContext.Current.CancellationToken);
        return signer.Kid;
    }

    private Task<IReadOnlyList<string>> PublishedAsync() => PublishedAsync(services);

    private static async Task<IReadOnlyList<string>> PublishedAsync(ServiceProvider services, string? keyId = null)
    {
        var keys = await services.GetRequiredService<SigningKeyRing>().KeysAsync(keyId, TestContext.Current.CancellationToken);
        return [.. keys.Select(key => key.KeyId)];
    }
}
