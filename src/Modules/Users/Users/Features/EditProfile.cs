using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MonolithFirst.Platform.Web;
using MonolithFirst.Users.Domain;
using MonolithFirst.Users.Persistence;

namespace MonolithFirst.Users.Features;

/// <summary>The signed-in person changes what the account says about them.</summary>
internal sealed class EditProfile : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPut(
                "/me",
                async (
                    Request body,
                    Caller caller,
                    HttpRequest request,
                    HttpResponse response,
                    IMediator mediator,
                    CancellationToken cancellationToken
                ) =>
                {
                    var command = new Command(caller.Id, body.DisplayName, body.PhoneNumber, request.IfMatch());
                    var profile = await mediator.Send(command, cancellationToken);
                    response.SetETag(profile.Version);
                    return TypedResults.Ok(profile);
                }
            )
            .TakesIfMatch()
            .WithExample(new Request("Ada L.", "+4930123456"))
            .WithName("users_edit_profile")
            .WithSummary("Changes one's own profile");

    /// <param name="DisplayName">What the person wants to be called.</param>
    /// <param name="PhoneNumber">In E.164 form: a plus sign, then 7 to 15 digits; none when left out.</param>
    internal sealed record Request(string DisplayName, string? PhoneNumber = null);

    internal sealed record Command(Guid AccountId, string DisplayName, string? PhoneNumber, int? Version) : IWriteRequest<Profile>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(command => command.DisplayName).PlainText(Account.MaxDisplayName);
            RuleFor(command => command.PhoneNumber).PhoneNumber();
        }
    }

    internal sealed class Handler(UsersDbContext db) : IRequestHandler<Command, Profile>
    {
        public async Task<Profile> Handle(Command command, CancellationToken cancellationToken)
        {
            var account = await db.AccountToChangeAsync(command.AccountId, cancellationToken) ?? throw AccountResponse.NotFound();
            account.ChangeProfile(command.DisplayName.Trim(), command.PhoneNumber, command.Version);
            return Profile.Of(account);
        }
    }
}
