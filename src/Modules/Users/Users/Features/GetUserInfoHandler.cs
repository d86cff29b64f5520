using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Users.Contracts;
using MonolithFirst.Users.Persistence;

namespace MonolithFirst.Users.Features;

/// <summary>Tells other modules who an account belongs to.</summary>
internal sealed class GetUserInfoHandler(UsersDbContext db, TimeProvider clock) : IQueryHandler<GetUserInfo, UserInfo>
{
    public async Task<UserInfo> AnswerAsync(GetUserInfo query, CancellationToken cancellationToken) =>
        await db
            .Accounts.AsNoTracking()
            .Where(account => account.Id == query.UserId)
            .Select(AccountResponse.Row(clock))
            .SingleOrDefaultAsync(cancellationToken)
            is { } account
            ? new UserInfo(true, account.Id, account.Email, account.DisplayName, account.PhoneNumber, account.IsLocked, account.Roles)
            : new UserInfo(false, query.UserId);
}
