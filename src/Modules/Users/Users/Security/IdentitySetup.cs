using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MonolithFirst.Users.Domain;
using MonolithFirst.Users.Persistence;

namespace MonolithFirst.Users.Security;

/// <summary>ASP.NET Core Identity on the module's own context: hashing, lockout and roles are its work.</summary>
internal static class IdentitySetup
{
    public static void AddIdentityOf(this IServiceCollection services, UsersOptions options)
    {
        services.AddIdentityCore<Account>(identity =>
        {
            identity.Lockout.MaxFailedAccessAttempts = options.LockoutAfter;
            identity.Lockout.DefaultLockoutTimeSpan = options.LockoutTime;
        });
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = options.PasswordHashIterations);
        // Identity's own checks of names and addresses would ask the database at every change of an account; ours are
        // the validators of the requests and the unique index.
        services.RemoveAll<IUserValidator<Account>>();
        services.Replace(ServiceDescriptor.Scoped<ILookupNormalizer, AsItIs>());
        services.AddScoped<IUserStore<Account>>(provider => new UserStore<
            Account,
            Role,
            UsersDbContext,
            Guid,
            IdentityUserClaim<Guid>,
            AccountRole,
            IdentityUserLogin<Guid>,
            IdentityUserToken<Guid>,
            IdentityRoleClaim<Guid>
        >(provider.GetRequiredService<UsersDbContext>(), provider.GetRequiredService<IdentityErrorDescriber>())
        {
            // The request's transaction saves.
            AutoSaveChanges = false,
        });
    }

    /// <summary>What Identity refuses here is a mistake of ours, not of the caller: requests are validated before.</summary>
    public static void OrThrow(this IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new InvalidOperationException("Identity refused: " + string.Join(", ", result.Errors.Select(error => error.Code)));
        }
    }

    /// <summary>Addresses and role names come in one form only; see <see cref="EmailAddress"/>.</summary>
    private sealed class AsItIs : ILookupNormalizer
    {
        public string? NormalizeName(string? name) => name;

        public string? NormalizeEmail(string? email) => email;
    }
}
