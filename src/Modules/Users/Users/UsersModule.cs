using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Security;
using MonolithFirst.Users.Persistence;
using MonolithFirst.Users.Security;

namespace MonolithFirst.Users;

/// <summary>Accounts, their roles and sessions, and the keys that access tokens are signed with.</summary>
public sealed class UsersModule : Module
{
    /// <inheritdoc />
    public override string Name => "users";

    /// <inheritdoc />
    public override void Configure(ModuleBuilder module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var options = UsersOptions.From(module.Configuration);
        module
            .UseDatabase<UsersDbContext>()
            .Publish("rpt_customers")
            .OnStart<RotateSigningKeys>()
            .OnStart<FirstAdministrator>()
            .AddJob<RotateSigningKeys>("rotate-signing-keys", "0 3 * * *")
            .AddJob<PurgeRefreshTokens>("purge-refresh-tokens", "30 3 * * *");
        module.Services.AddSingleton(options);
        module.Services.AddSingleton<KeyProtection>();
        module.Services.AddSingleton<SigningKeyRing>();
        module.Services.AddSingleton<ISigningKeySource>(provider => provider.GetRequiredService<SigningKeyRing>());
        module.Services.AddScoped<Sessions>();
        module.Services.AddSingleton<Passwords>();
        module.Services.AddIdentityOf(options);
        // Stateless, and Passwords, which lives as long as the process, holds it.
        module.Services.AddSingleton<
            Microsoft.AspNetCore.Identity.IPasswordHasher<Domain.Account>,
            Microsoft.AspNetCore.Identity.PasswordHasher<Domain.Account>
        >();
    }
}
