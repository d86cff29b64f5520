using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Web;
using MonolithFirst.Users.Persistence;

namespace MonolithFirst.Users.Domain;

/// <summary>The rules by which there is always somebody who can administer the system.</summary>
internal static class AdministratorRules
{
    /// <summary>
    /// Refuses to take administration from the account, be it the role or the access. Call it holding
    /// <see cref="UsersDbContext.AdministratorsToChangeAsync"/>, so that what it counts stays true.
    /// </summary>
    public static async Task MustKeepAnAdministratorAsync(
        this UsersDbContext db,
        Guid accountId,
        Guid callerId,
        CancellationToken cancellationToken
    )
    {
        if (accountId == callerId)
        {
            throw ProblemException.Conflict(
                "users.own_account",
                "You cannot lock your own account or take the administrator's role from it; ask another administrator."
            );
        }

        var another = await db.Accounts.AnyAsync(
            account => account.Id != accountId && account.LockedAt == null && account.Roles.Any(given => given.Role.Name == Roles.Admin),
            cancellationToken
        );
        if (!another)
        {
            throw ProblemException.Conflict("users.last_administrator", "This is the last administrator who can sign in.");
        }
    }

    /// <summary>Refuses a role that there is not.</summary>
    public static void RoleMustExist(string role)
    {
        if (role is not (Roles.Admin or Roles.Staff or Roles.Customer))
        {
            throw ProblemException.NotFound("users.role_not_found", "There is no such role; choose from admin, staff, customer.");
        }
    }
}
