using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Web;
using MonolithFirst.Users.Domain;
using MonolithFirst.Users.Persistence;

namespace MonolithFirst.Users.Security;

/// <summary>Sees to it that somebody can administer the system: while there is no administrator, one is made at start.</summary>
internal sealed class FirstAdministrator(
    UsersDbContext db,
    UnitOfWork unitOfWork,
    UserManager<Account> manager,
    Passwords passwords,
    UsersOptions options,
    TimeProvider clock,
    ILogger<FirstAdministrator> logger
) : IStartTask
{
    // Letters and digits that are not mistaken for one another, so that it can be typed from a screen.
    private const string Letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int RandomLength = 20;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var email = CheckSettings();
        if (await HasAdministratorAsync(cancellationToken))
        {
            return;
        }

        var random = options.FirstAdministrator.Password is null ? RandomNumberGenerator.GetString(Letters, RandomLength) : null;
        var hash = passwords.Hash(random ?? options.FirstAdministrator.Password!);
        var isShown = random is null;
        await unitOfWork.RunAsync(
            db,
            async token =>
            {
                if (await MakeAsync(email, hash, token) && !isShown)
                {
                    // Before the commit: an administrator whose password nobody has seen could not be made again.
                    await ShowAsync(email, random!);
                    isShown = true;
                }
            },
            cancellationToken
        );
    }

    /// <summary>To the console and nowhere else: logs are kept, shipped and read by many.</summary>
    private static async Task ShowAsync(string email, string password)
    {
        try
        {
            await Console.Out.WriteLineAsync(
                $"""

                The first administrator is {email}
                with the password          {password}
                It is shown this once; change it after signing in.

                """
            );
            await Console.Out.FlushAsync();
        }
        catch (IOException unwritable)
        {
            throw new ModuleSetupException(
                $"The first administrator's password cannot be shown: {unwritable.Message} Set users:FirstAdministrator:Password, or start where the output is seen.",
                unwritable
            );
        }
    }

    private string CheckSettings()
    {
        if (options.FirstAdministrator.Password is { } password && !new PasswordValidator().Validate(password).IsValid)
        {
            throw new ModuleSetupException(
                $"users:FirstAdministrator:Password is too weak: {Account.MinPassword} to {Account.MaxPassword} characters, at least 4 of them different."
            );
        }

        return EmailAddress.Normalise(options.FirstAdministrator.Email)
            ?? throw new ModuleSetupException("users:FirstAdministrator:Email is no e-mail address.");
    }

    private async Task<bool> MakeAsync(string email, string hash, CancellationToken cancellationToken)
    {
        // Instances that start at once queue here, and all but the first find that there is an administrator.
        await db.AdministratorsToChangeAsync(cancellationToken);
        if (await HasAdministratorAsync(cancellationToken))
        {
            return false;
        }

        if (await db.Accounts.AnyAsync(account => account.Email == email, cancellationToken))
        {
            throw new ModuleSetupException(
                "There is no administrator, and users:FirstAdministrator:Email is the address of an account that is none. Set another address."
            );
        }

        var administrator = Account.Open(email, "Administrator", phoneNumber: null, hash, clock.GetUtcNow().UtcDateTime);
        (await manager.CreateAsync(administrator)).OrThrow();
        await db.SaveChangesAsync(cancellationToken);
        // Only now, because Identity takes what it gives a role to for a row that is saved.
        (await manager.AddToRoleAsync(administrator, Roles.Admin)).OrThrow();
        await db.SaveChangesAsync(cancellationToken);
        logger.LogInformation("The first administrator is made: account {AccountId}", administrator.Id);
        return true;
    }

    private Task<bool> HasAdministratorAsync(CancellationToken cancellationToken) =>
        db.AccountRoles.AnyAsync(given => given.Role.Name == Roles.Admin, cancellationToken);

    private sealed class PasswordValidator : FluentValidation.AbstractValidator<string>
    {
        public PasswordValidator() => RuleFor(password => password).NewPassword();
    }
}
