using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Abstractions;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Tests.Messaging;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Tests.Web;

internal enum ThingKind
{
    Small,
    VeryLarge,
}

/// <summary>Takes every kind of field, and creates a row.</summary>
internal sealed class MakeThing : IEndpoint
{
    private static readonly Request Example = new("A thing", 3, new Money(1234, "EUR"), ThingKind.Small, [new Line("SKU-1", 2)]);

    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPost("/things", Handle)
            .Idempotent()
            .WithExample(Example)
            .Refuses(StatusCodes.Status409Conflict)
            .WithName("sample_make_thing")
            .WithSummary("Make a thing");

    private static async Task<Created<Response>> Handle(Request request, IMediator mediator, CancellationToken cancellationToken)
    {
        var made = await mediator.Send(request, cancellationToken);
        return TypedResults.Created($"/api/sample/things/{made.Id}", made);
    }

    internal sealed record Request(
        string Name,
        int Quantity,
        Money Price,
        ThingKind Kind,
        IReadOnlyList<Line> Lines,
        string? Remark = null,
        DateTimeOffset? At = null,
        Guid? Parent = null
    ) : IWriteRequest<Response>;

    internal sealed record Line(string Sku, int Quantity);

    internal sealed record Response(Guid Id, string Name, Money Price);

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(thing => thing.Name).PlainText(100);
            RuleFor(thing => thing.Remark).MultilineText(200);
            RuleFor(thing => thing.Quantity).Quantity();
            RuleFor(thing => thing.Price).PositiveMoney();
            RuleForEach(thing => thing.Lines).ChildRules(line => line.RuleFor(entry => entry.Sku).Sku());
        }
    }

    internal sealed class Handler(SampleDbContext database) : IRequestHandler<Request, Response>
    {
        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            var note = new Note { Text = request.Name, By = "web" };
            database.Notes.Add(note);
            if (request.Name == "slow")
            {
                await Task.Delay(100, cancellationToken);
            }

            return request.Name == "refused"
                ? throw ProblemException.Conflict("sample.refused", "This thing is refused.")
                : new Response(note.Id, note.Text, request.Price);
        }
    }
}

/// <summary>Lists what was made.</summary>
internal sealed class ListThings : IEndpoint
{
    private static readonly Sorting<Note> Sorting = new Sorting<Note>(note => note.Id).By("text", note => note.Text);

    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet(
                "/things",
                async ([AsParameters] PageQuery paging, string? text, SampleDbContext database, CancellationToken cancellationToken) =>
                    TypedResults.Ok(
                        await database
                            .Notes.Where(note => text == null || note.Text == text)
                            .ToPageAsync(paging, Sorting, note => new Row(note.Text), cancellationToken)
                    )
            )
            .WithName("sample_list_things")
            .WithSummary("List things");

    internal sealed record Row(string Text);
}

/// <summary>Edits a row that is only pretended.</summary>
internal sealed class EditGadget : IEndpoint
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes
            .MapGet(
                "/gadgets/{code}",
                (string code, HttpResponse response) =>
                {
                    response.SetETag(3);
                    return TypedResults.Ok(new Request(code));
                }
            )
            .GivesETag()
            .WithName("sample_read_gadget")
            .WithSummary("Read a gadget");
        routes
            .MapPut(
                "/gadgets/{code}",
                (string code, Request body, HttpRequest request, HttpResponse response) =>
                {
                    new Gadget(3).MustMatch(request.IfMatch());
                    response.SetETag(4);
                    return TypedResults.Ok(body);
                }
            )
            .TakesIfMatch()
            .WithExample(new Request("A gadget"))
            .WithName("sample_edit_gadget")
            .WithSummary("Edit a gadget");
    }

    internal sealed record Request(string Name);

    private sealed record Gadget(int Version) : IVersioned;
}

/// <summary>Fails in the way that is asked for.</summary>
internal sealed class Fail : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPost("/failures/{kind}", (string kind) => FailureOf(kind) is { } failure ? throw failure : TypedResults.NoContent())
            .WithName("sample_fail")
            .WithSummary("Fail");

    private static Exception? FailureOf(string kind) =>
        kind switch
        {
            "inside" => new InvalidOperationException("The inside: password=secret"),
            "unreachable" => new QueryFailedException("users_get_info", QueryFailure.Unreachable, "inside"),
            "timed-out" => new QueryFailedException("users_get_info", QueryFailure.TimedOut, "inside"),
            "query" => new QueryFailedException("users_get_info", QueryFailure.Failed, "inside"),
            "concurrency" => new DbUpdateConcurrencyException("inside"),
            "away" => new DbUpdateException("inside", new SqliteException("inside", 14)),
            "full" => new DbUpdateException("inside", new SqliteException("inside", 13)),
            "unwritten" => new DbUpdateException("inside", new SqliteException("inside", 10, 778)),
            "busy" => new DbUpdateException("inside", new SqliteException("inside", 5)),
            "duplicate" => new DbUpdateException("inside", new SqliteException("inside", 19, 2067)),
            "conflict" => ProblemException.Conflict("sample.conflict", "It is so."),
            "unprocessable" => ProblemException.Unprocessable("sample.rule", "A rule refuses it."),
            "forbidden" => ProblemException.Forbidden("sample.forbidden", "Not you."),
            _ => null,
        };
}

/// <summary>Open to everybody, closed to most, and what is known about a request.</summary>
internal sealed class Callers : IEndpoint
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes
            .MapPost("/sign-in", (EditGadget.Request request) => TypedResults.Ok(request))
            .AllowAnonymous()
            .WithExample(new EditGadget.Request("me"))
            .WithName("sample_sign_in")
            .WithSummary("Sign in");
        routes.MapGet("/open", () => TypedResults.NoContent()).AllowAnonymous().WithName("sample_open").WithSummary("Open");
        routes
            .MapGet("/staff", () => TypedResults.NoContent())
            .RequireAuthorization(policy => policy.RequireRole(Roles.Staff))
            .WithName("sample_staff")
            .WithSummary("For staff");
        routes
            .MapGet("/flow", () => TypedResults.Ok(new Flow(MessageFlow.Current.Correlation, MessageFlow.Current.User)))
            .WithName("sample_flow")
            .WithSummary("What the request belongs to");
        routes
            .MapGet(
                "/slow",
                async (int milliseconds, CancellationToken cancellationToken) =>
                {
                    await Task.Delay(milliseconds, cancellationToken);
                    return TypedResults.NoContent();
                }
            )
            .WithName("sample_slow")
            .WithSummary("Take a while");
        routes
            .MapGet(
                "/held",
                async ([FromServices] SampleProbe probe, CancellationToken cancellationToken) =>
                {
                    probe.Holding();
                    await probe.Gate.Task.WaitAsync(cancellationToken);
                    return TypedResults.NoContent();
                }
            )
            .WithName("sample_held")
            .WithSummary("Take until a test says otherwise");
    }

    internal sealed record Flow(string Correlation, string? User);
}
