using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MonolithFirst.Notifications.Contracts;
using MonolithFirst.Notifications.Domain;

namespace MonolithFirst.Notifications.Sending;

/// <summary>
/// Posts text messages to a gateway as <c>{"id", "to", "text"}</c>. <c>X-Signature: sha256=…</c> is the HMAC-SHA256, in hexadecimal, of
/// <c>X-Timestamp</c> (seconds since 1970), a dot and the body; a gateway refuses what is unsigned or old. <c>Idempotency-Key</c> is the
/// notification's id, the same at every attempt.
/// </summary>
internal sealed class SmsWebhookSender(SmsOptions options, TimeProvider clock) : ISender, IDisposable
{
    private readonly HttpClient http = new(
        new SocketsHttpHandler
        {
            // A signed message goes where the settings say and nowhere else.
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        }
    );

    public Channel Channel => Channel.Sms;

    public async Task SendAsync(Letter letter, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                id = letter.Id,
                to = letter.Recipient,
                text = letter.Body,
            }
        );
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Gateway());
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.Add("X-Timestamp", timestamp);
        request.Headers.Add("X-Signature", Sign(options.Secret!, timestamp, body));
        request.Headers.Add("Idempotency-Key", letter.Id.ToString());
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (answer.IsSuccessStatusCode)
        {
            return;
        }

        var said = $"The gateway for text messages answers {(int)answer.StatusCode}.";
        throw answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity
            ? new UndeliverableException(said)
            : new HttpRequestException(said);
    }

    public void Dispose() => http.Dispose();

    private static string Sign(string secret, string timestamp, byte[] body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(timestamp + "."), .. body];
        return "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
    }
}
