using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MonolithFirst.Platform.Messaging;

namespace MonolithFirst.Platform.Placement.Calls;

/// <summary>Asks one of the module's instances over HTTP.</summary>
internal sealed class HttpQueryCarrier(IHttpClientFactory clients, UserToken user) : IQueryCarrier
{
    /// <summary>Where a process answers queries of others, by service name.</summary>
    public const string Path = "/internal/queries/";

    // Another JSON, as of a problem, must not be read as a receipt that says nothing.
    private static readonly JsonSerializerOptions Receipt = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true };

    public async Task<DeliveryReceipt> CarryAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        using var request = ModuleHttpClient
            .RequestTo(delivery.Destination, HttpMethod.Post, Path + delivery.ServiceName, delivery.ServiceName, cancellationToken)
            .OnBehalfOf(user.Current);
        DeliveryReceipt? receipt = null;
        request.Options.Set(ModuleHttpClient.Reader, async (response, token) => receipt = await ReadAsync(response, token));
        request.Content = JsonContent.Create(delivery);
        using var response = await clients.CreateClient(ModuleHttpClient.Name).SendAsync(request, cancellationToken);
        return receipt!;
    }

    /// <summary>Reads the receipt. Whatever is none is no answer, for the breaker and for its counts as well.</summary>
    private static async Task<DeliveryReceipt> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (ModuleHttpClient.IsRefusalOfUser(response))
        {
            return new DeliveryReceipt(DeliveryOutcome.Refused, "The user's token is not accepted.");
        }

        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.InternalServerError))
        {
            throw new HttpRequestException($"an instance answered {(int)response.StatusCode}.");
        }

        try
        {
            return await response.Content.ReadFromJsonAsync<DeliveryReceipt>(Receipt, cancellationToken)
                ?? throw new HttpRequestException("an instance answered nothing.");
        }
        catch (Exception unreadable) when (unreadable is JsonException or NotSupportedException)
        {
            throw new HttpRequestException("an instance answered what is no receipt.", unreadable);
        }
    }
}
