using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Web;
using MonolithFirst.Users.Persistence;

namespace MonolithFirst.Users.Features;

/// <summary>The signed-in person reads what the account says about them.</summary>
internal sealed class ReadProfile : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet(
                "/me",
                async (Caller caller, HttpResponse response, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var profile = await mediator.Send(new Query(caller.Id), cancellationToken);
                    response.SetETag(profile.Version);
                    return TypedResults.Ok(profile);
                }
            )
            .GivesETag()
            .WithName("users_read_profile")
            .WithSummary("Reads one's own profile");

    internal sealed record Query(Guid AccountId) : IReadRequest<Profile>;

    internal sealed class Handler(UsersDbContext db) : IRequestHandler<Query, Profile>
    {
        public async Task<Profile> Handle(Query query, CancellationToken cancellationToken) =>
            Profile.Of(
                await db.Accounts.AsNoTracking().SingleOrDefaultAsync(account => account.Id == query.AccountId, cancellationToken)
                    ?? throw AccountResponse.NotFound()
            );
    }
}
