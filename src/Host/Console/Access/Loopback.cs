using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace MonolithFirst.Host.Console.Access;

/// <summary>
/// The console's way to the REST API: the same door as every client's. It says for which client it asks, and is believed by a secret of
/// this run of the process, so that limits and the audit trail go by the viewer's address.
/// </summary>
internal sealed class Loopback : IDisposable
{
    private const string Proof = "X-Console-Proof";
    private const string Client = "X-Console-Client";

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(40);

    private readonly byte[] secret = Encoding.ASCII.GetBytes(Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
    private readonly IServer server;
    private readonly HttpClient http;

    public Loopback(IServer server)
    {
        this.server = server;
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
        };
        // A certificate is made out to the name that clients use; this asks from inside.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null;
        http = new HttpClient(handler) { Timeout = TimeLimit };
    }

    /// <summary>Sends a request of this client to the API of the same process.</summary>
    /// <param name="request">The request, its address relative to the host.</param>
    /// <param name="client">Who is behind it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, IPAddress? client, CancellationToken cancellationToken)
    {
        request.RequestUri = new Uri(Address(), request.RequestUri!.OriginalString);
        request.Headers.Add(Proof, Encoding.ASCII.GetString(secret));
        request.Headers.Add(Client, (client ?? IPAddress.None).ToString());
        return http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>Takes what the console sends for the client that it names; from anybody else the headers mean nothing.</summary>
    public Task ReceiveAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Request.Headers;
        if (headers.TryGetValue(Proof, out var proof))
        {
            var isOurs = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(proof.ToString()), secret);
            if (isOurs && IPAddress.TryParse(headers[Client].ToString(), out var client))
            {
                context.Connection.RemoteIpAddress = client;
            }

            headers.Remove(Proof);
            headers.Remove(Client);
        }

        return next(context);
    }

    public void Dispose() => http.Dispose();

    private Uri Address()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        return HostAddresses.FromInside(addresses.First());
    }
}
