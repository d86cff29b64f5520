using System.Reflection;
using JasperFx.CodeGeneration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Security;
using RabbitMQ.Client;
using Wolverine;
using Wolverine.RabbitMQ;
using Wolverine.RabbitMQ.Internal;
using Wolverine.Runtime;
using Wolverine.Transports.Sending;

namespace MonolithFirst.Platform.Messaging.Broker;

/// <summary>
/// Wolverine over RabbitMQ, in a runtime of its own: it comes up after the host and again after it, whenever the broker is there, while
/// the host serves requests and its outboxes keep what cannot leave.
/// </summary>
internal sealed class BrokerBus(
    ModuleCatalog modules,
    MessagingOptions options,
    GeneratedCode generated,
    MessageSignatures signatures,
    IServiceProvider services,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<BrokerBus> logger
) : BackgroundService
{
    private static readonly TimeSpan PauseBetweenStarts = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ConfirmLimit = TimeSpan.FromSeconds(10);

    // How long a message may wait for its receiver's database before it goes back to its queue: less than the half hour after which a
    // broker takes back what is not acknowledged, and the channel with it. Handlers and queries limit themselves.
    private static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(25);

    private readonly ConnectionFactory factory = new()
    {
        Uri = new Uri(options.Broker!),
        ClientProvidedName = "monolithfirst " + Environment.MachineName,
        RequestedHeartbeat = TimeSpan.FromSeconds(10),
        NetworkRecoveryInterval = TimeSpan.FromSeconds(1),
    };

    private readonly QueuedDeliveryJson json = new(signatures);
    private IHost? runtime;
    private QueueKeeper? queues;
    private CancellationTokenRegistration draining;

    /// <summary>Where the broker is, without the password.</summary>
    public string Address => $"{factory.HostName}:{factory.Port}{(factory.VirtualHost == "/" ? "" : "/" + factory.VirtualHost)}";

    /// <summary>Sends a message to its module's queue, and returns when the broker has it on disk.</summary>
    /// <exception cref="BrokerUnavailableException">The broker is away or did not confirm; whether it has the message is not known.</exception>
    public async Task PublishAsync(Delivery delivery)
    {
        var host = Connected();
        try
        {
            var address = BrokerQueues.AddressOf(BrokerQueues.Messages(delivery.Destination));
            var agent = (InlineSendingAgent)host.Services.GetRequiredService<IWolverineRuntime>().Endpoints.GetOrBuildSendingAgent(address);
            var queued = new QueuedDelivery(delivery);
            var data = json.WriteMessage(queued);
            var envelope = new Envelope(queued)
            {
                Id = delivery.Id,
                Data = data,
                Serializer = agent.Endpoint.DefaultSerializer,
                ContentType = QueuedDeliveryJson.Type,
                Destination = address,
                Headers = { [BrokerEnvelopes.Signature] = signatures.Sign(delivery.Destination, data) },
            };
            // Not through the agent: it keeps what failed in memory, tells nobody, and in the end drops it.
            await agent.Sender.SendAsync(envelope).AsTask().WaitAsync(ConfirmLimit);
        }
        catch (Exception failure)
        {
            throw new BrokerUnavailableException(
                $"The broker at {Address} did not take the message: {failure.GetBaseException().Message}",
                failure
            );
        }
    }

    /// <summary>Asks the module over its queue for queries, and waits for the answer.</summary>
    /// <exception cref="BrokerUnavailableException">The broker is away.</exception>
    /// <exception cref="TimeoutException">No answer within the limit.</exception>
    public async Task<DeliveryReceipt> AskAsync(QueuedQuery query, TimeSpan limit, CancellationToken cancellationToken)
    {
        await using var scope = Connected().Services.CreateAsyncScope();
        return await scope
            .ServiceProvider.GetRequiredService<IMessageBus>()
            .EndpointFor(BrokerQueues.AddressOf(BrokerQueues.Queries(query.Delivery.Destination)))
            .InvokeAsync<DeliveryReceipt>(query, cancellationToken, limit);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (runtime is not null)
        {
            await runtime.StopAsync(cancellationToken);
        }

        if (queues is not null)
        {
            await queues.DisposeAsync();
        }
    }

    public override void Dispose()
    {
        draining.Dispose();
        runtime?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var starting = Build();
            var declared = new QueueKeeper(factory, [.. modules.Known], logger);
            try
            {
                await declared.StartAsync(stoppingToken);
                await starting.StartAsync(stoppingToken);
                queues = declared;
                runtime = starting;
                logger.LogInformation("Connected to the broker at {Broker}", Address);
                draining = lifetime.ApplicationStopping.Register(() => _ = StopListeningAsync(starting));
                return;
            }
            catch (Exception failure)
            {
                starting.Dispose();
                await declared.DisposeAsync();
                if (stoppingToken.IsCancellationRequested)
                {
                    return;
                }

                logger.LogWarning("The broker at {Broker} cannot be used yet: {Reason}", Address, failure.GetBaseException().Message);
                await Task.Delay(PauseBetweenStarts, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private IHost Connected() =>
        queues is { AreThere: true } && runtime is { } host
            ? host
            : throw new BrokerUnavailableException($"The broker at {Address} cannot be reached.");

    /// <summary>Takes nothing from the queues any more, and finishes what was taken; what is sent still goes.</summary>
    private async Task StopListeningAsync(IHost host)
    {
        try
        {
            var endpoints = host.Services.GetRequiredService<IWolverineRuntime>().Endpoints;
            var queues = modules.Hosted.SelectMany(module =>
                new[] { BrokerQueues.Messages(module.Name), BrokerQueues.Queries(module.Name) }
            );
            await Task.WhenAll(
                queues.Select(async queue =>
                {
                    if (endpoints.FindListeningAgent(BrokerQueues.AddressOf(queue)) is { } listener)
                    {
                        await listener.StopAndDrainAsync();
                    }
                })
            );
        }
        catch (Exception failure)
        {
            logger.LogWarning(failure, "The queues could not be left before the end; what is taken from them goes back there");
        }
    }

    private IHost Build()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { Args = [] });
        builder.Services.Replace(ServiceDescriptor.Singleton(services.GetRequiredService<ILoggerFactory>()));
        builder.Services.AddSingleton(services.GetRequiredService<DeliveryReceiver>());
        builder.Services.AddSingleton(services.GetRequiredService<QueuedQueryReceiver>());
        builder.UseWolverine(Configure);
        return builder.Build();
    }

    private void Configure(WolverineOptions wolverine)
    {
        wolverine.ApplicationAssembly = generated.Assembly;
        wolverine.Discovery.DisableConventionalDiscovery().IncludeType(typeof(QueuedDeliveryHandler));
        wolverine.CodeGeneration.TypeLoadMode = TypeLoadMode.Static;
        wolverine.Durability.Mode = DurabilityMode.Solo;
        wolverine.DefaultExecutionTimeout = LongestHold;
        wolverine
            .UseRabbitMq(connection =>
            {
                connection.Uri = factory.Uri;
                connection.ClientProvidedName = factory.ClientProvidedName;
                connection.RequestedHeartbeat = factory.RequestedHeartbeat;
                connection.NetworkRecoveryInterval = factory.NetworkRecoveryInterval;
            })
            .ConfigureChannelCreation(channel =>
            {
                channel.PublisherConfirmationsEnabled = true;
                channel.PublisherConfirmationTrackingEnabled = true;
            });
        var envelopes = new BrokerEnvelopes();
        foreach (var module in modules.Known)
        {
            wolverine
                .PublishMessage<QueuedDelivery>()
                .ToRabbitQueue(BrokerQueues.Messages(module))
                .SendInline()
                .UseInterop(envelopes)
                .DefaultSerializer(json);
        }

        foreach (var module in modules.Hosted)
        {
            wolverine
                .ListenToRabbitQueue(BrokerQueues.Messages(module.Name))
                .ProcessInline()
                .PreFetchCount((ushort)options.Parallelism)
                .ConsumerDispatchConcurrency((ushort)options.Parallelism)
                .ExternallyOwned()
                .UseInterop(envelopes)
                .DefaultSerializer(json);
            wolverine
                .ListenToRabbitQueue(BrokerQueues.Queries(module.Name))
                .ProcessInline()
                .PreFetchCount((ushort)(options.Parallelism * 2))
                .ConsumerDispatchConcurrency((ushort)(options.Parallelism * 2))
                .ExternallyOwned()
                .UseInterop((runtime, queue) => new QueryEnvelopes(new RabbitMqEnvelopeMapper(queue, runtime)));
        }
    }
}

/// <summary>The assembly that holds Wolverine's pre-generated code.</summary>
internal sealed record GeneratedCode(Assembly Assembly);

/// <summary>The broker could not be reached, or did not confirm that it has a message.</summary>
internal sealed class BrokerUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
