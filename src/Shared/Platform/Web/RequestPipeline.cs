using System.Text.Json;
using FluentValidation;
using FluentValidation.Results;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Auditing;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Observability;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Platform.Web;

/// <summary>Names the use case on every line that it logs, and logs what it took.</summary>
internal sealed class LoggingBehaviour<TRequest, TAnswer>(
    ModuleCatalog modules,
    TimeProvider clock,
    ILogger<LoggingBehaviour<TRequest, TAnswer>> logger
) : IPipelineBehavior<TRequest, TAnswer>
    where TRequest : IRequest<TAnswer>
{
    private static readonly string UseCase = typeof(TRequest).DeclaringType?.Name ?? typeof(TRequest).Name;

    public async Task<TAnswer> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TAnswer> next)
    {
        using var lines = LogScope.Begin(modules.HostedOf(typeof(TRequest).Assembly).Name, UseCase);
        var began = clock.GetTimestamp();
        var answer = await next();
        logger.LogDebug("{UseCase} took {Milliseconds:0.0} ms", UseCase, clock.GetElapsedTime(began).TotalMilliseconds);
        return answer;
    }
}

/// <summary>Refuses a request that its validators find fault with, naming all faults at once.</summary>
internal sealed class ValidationBehaviour<TRequest, TAnswer>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TAnswer>
    where TRequest : IRequest<TAnswer>
{
    public async Task<TAnswer> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TAnswer> next)
    {
        var faults = new List<Fault>();
        foreach (var validator in validators)
        {
            var result = await validator.ValidateAsync(request, cancellationToken);
            faults.AddRange(result.Errors.Select(FaultOf));
        }

        return faults.Count == 0
            ? await next()
            : throw ProblemException.Invalid([.. faults.DistinctBy(fault => (fault.Field, fault.Detail))]);
    }

    // A rule that names no code has one of the library's, which says how it is built and not what is wrong.
    private static Fault FaultOf(ValidationFailure failure) =>
        new(
            FieldPath(failure.PropertyName),
            failure.ErrorCode.StartsWith("validation.", StringComparison.Ordinal) ? failure.ErrorCode : "validation.not_accepted",
            failure.ErrorMessage,
            failure.CustomState as IReadOnlyDictionary<string, object>
        );

    private static string FieldPath(string property) =>
        string.Join('.', property.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
}

/// <summary>Fetches what the request needs from elsewhere, while no transaction waits for it.</summary>
internal sealed class PreparationBehaviour<TRequest, TAnswer>(IEnumerable<IPreparation<TRequest>> preparations)
    : IPipelineBehavior<TRequest, TAnswer>
    where TRequest : IRequest<TAnswer>
{
    public async Task<TAnswer> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TAnswer> next)
    {
        foreach (var preparation in preparations)
        {
            await preparation.PrepareAsync(request, cancellationToken);
        }

        return await next();
    }
}

/// <summary>Handles a request that changes rows in one transaction of its module, together with its idempotency key and its audit record.</summary>
internal sealed class TransactionBehaviour<TRequest, TAnswer>(
    ModuleCatalog modules,
    UnitOfWork unitOfWork,
    IServiceProvider scope,
    IdempotencyKey key,
    AuditTrail audit,
    TimeProvider clock
) : IPipelineBehavior<TRequest, TAnswer>
    where TRequest : IRequest<TAnswer>
{
    public Task<TAnswer> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TAnswer> next)
    {
        if (request is not IWriteRequest<TAnswer>)
        {
            return next();
        }

        var context = modules.HostedOf(typeof(TRequest).Assembly).ContextFrom(scope);
        if (key.Value is null)
        {
            return unitOfWork.RunAsync(context, _ => AuditedAsync(context, request, next), cancellationToken);
        }

        // Outside of the transaction, because it may take its time.
        var content = JsonSerializer.SerializeToUtf8Bytes(request, MessageJson.Options);
        var hash = key.HashOf(typeof(TRequest).FullName!, content, holdsPassword: request is IPasswordRequest);
        return unitOfWork.RunAsync(
            context,
            token => OnceAsync(context, hash, () => AuditedAsync(context, request, next), token),
            cancellationToken
        );
    }

    private async Task<TAnswer> AuditedAsync(ModuleDbContext context, TRequest request, RequestHandlerDelegate<TAnswer> next)
    {
        var answer = await next();
        audit.Note(context, request);
        return answer;
    }

    private async Task<TAnswer> OnceAsync(
        ModuleDbContext context,
        string hash,
        RequestHandlerDelegate<TAnswer> next,
        CancellationToken cancellationToken
    )
    {
        var (owner, keyValue) = (key.Owner, key.Value!);
        // Inserting first makes a second request with the key wait for the first one's transaction.
        var isFirst = await context.InsertIfAbsentAsync(
            "INTO idempotency_keys (caller, `key`, request_hash, created_at) VALUES ({0}, {1}, {2}, {3})",
            [owner, keyValue, hash, clock.GetUtcNow().UtcDateTime],
            cancellationToken
        );
        if (!isFirst)
        {
            var first = await context
                .IdempotencyKeys.AsNoTracking()
                .SingleAsync(record => record.Caller == owner && record.Key == keyValue, cancellationToken);
            return first.RequestHash == hash
                ? JsonSerializer.Deserialize<TAnswer>(first.Answer!, MessageJson.Options)!
                : throw ProblemException.Unprocessable(
                    "idempotency.key_reused",
                    "This Idempotency-Key came with another request before; use a new key."
                );
        }

        var answer = await next();
        await context.SaveChangesAsync(cancellationToken);
        await context
            .IdempotencyKeys.Where(record => record.Caller == owner && record.Key == keyValue)
            .ExecuteUpdateAsync(
                row => row.SetProperty(record => record.Answer, JsonSerializer.Serialize(answer, MessageJson.Options)),
                cancellationToken
            );
        return answer;
    }
}
