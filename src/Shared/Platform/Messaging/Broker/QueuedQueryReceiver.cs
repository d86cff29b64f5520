using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Security;

namespace MonolithFirst.Platform.Messaging.Broker;

/// <summary>
/// Answers queries that came over a broker as the door for queries over HTTP does: to processes of this system alone, and for a user only
/// whose token is good. The handler then runs on behalf of that user.
/// </summary>
public sealed class QueuedQueryReceiver
{
    private readonly DeliveryReceiver receiver;
    private readonly ServiceCredentials credentials;
    private readonly AuthorizationHeader users;
    private readonly IHttpContextAccessor requests;
    private readonly MessagingOptions options;
    private readonly ILogger<QueuedQueryReceiver> logger;

    internal QueuedQueryReceiver(
        DeliveryReceiver receiver,
        ServiceCredentials credentials,
        AuthorizationHeader users,
        IHttpContextAccessor requests,
        MessagingOptions options,
        ILogger<QueuedQueryReceiver> logger
    )
    {
        this.receiver = receiver;
        this.credentials = credentials;
        this.users = users;
        this.requests = requests;
        this.options = options;
        this.logger = logger;
    }

    internal async Task<DeliveryReceipt> AnswerAsync(QueuedQuery query, CancellationToken cancellationToken)
    {
        if (query is not { Delivery: { ServiceName: not null, Destination: not null, Headers: not null, Body: not null } delivery })
        {
            return new DeliveryReceipt(DeliveryOutcome.Failed, "That is no query.");
        }

        if (!await credentials.IsValidAsync(query.Credential))
        {
            logger.LogWarning(
                "A query for {Service} was refused: its service credential, which names {Caller}, is not good",
                delivery.ServiceName,
                ServiceCredentials.CallerOf(query.Credential)
            );
            return new DeliveryReceipt(DeliveryOutcome.Failed, "The service credential is not accepted.");
        }

        if (query.Authorization is not null)
        {
            try
            {
                if (await users.UserOfAsync(query.Authorization) is not { } user)
                {
                    return new DeliveryReceipt(DeliveryOutcome.Refused, "The user's token is not accepted.");
                }

                var request = new DefaultHttpContext { User = user };
                request.Request.Headers.Authorization = query.Authorization;
                requests.HttpContext = request;
            }
            catch (SigningKeysUnavailableException unavailable)
            {
                return new DeliveryReceipt(DeliveryOutcome.Failed, unavailable.Message);
            }
        }

        // Whoever asks has given up by then, and what goes on would take the place of others' questions.
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(options.TimeLimitOf(delivery.ServiceName));
        return await receiver.ReceiveAsync(delivery, limited.Token);
    }
}
