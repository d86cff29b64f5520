using MediatR;
using MonolithFirst.Abstractions;
using MonolithFirst.Platform.Messaging;

namespace MonolithFirst.Platform.Web;

/// <summary>A request inside a module that changes rows: validated, then handled and saved in one transaction, retried on a deadlock.</summary>
public interface IWriteRequest<out TAnswer> : IRequest<TAnswer>;

/// <summary>Marks a request that holds a password: the fingerprint by which it is recognised again is made to be slow to guess at.</summary>
public interface IPasswordRequest;

/// <summary>
/// Fetches what a use case needs from other modules, after the request was found valid and before its transaction begins: a transaction
/// holds locks, on SQLite the only one for writing, and others would wait for the answer too. The handler takes this class by its own
/// name and reads from it. It only fetches, and leaves refusing to the handler, which is not called when the request was answered before.
/// </summary>
public interface IPreparation<in TRequest>
{
    /// <summary>Fetches; what fails is kept for the handler.</summary>
    Task PrepareAsync(TRequest request, CancellationToken cancellationToken);
}

/// <summary>A preparation that asks one question, and keeps the answer or its failure for the handler.</summary>
public abstract class QueryPreparation<TRequest, TAnswer>(IQueryBus queries) : IPreparation<TRequest>
{
    /// <summary>What came of the question.</summary>
    public Task<TAnswer> Answer { get; private set; } = Task.FromException<TAnswer>(new InvalidOperationException("Not asked."));

    /// <inheritdoc />
    public async Task PrepareAsync(TRequest request, CancellationToken cancellationToken)
    {
        Answer = queries.AskAsync(QuestionFor(request), cancellationToken);
        await ((Task)Answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>What to ask for this request.</summary>
    protected abstract IQuery<TAnswer> QuestionFor(TRequest request);
}

/// <summary>A request inside a module that only reads: validated, then handled without a transaction.</summary>
public interface IReadRequest<out TAnswer> : IRequest<TAnswer>;
