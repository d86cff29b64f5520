using System.Net;

namespace MonolithFirst.Host;

/// <summary>
/// <c>healthy</c> asks the host in the same container whether it is ready, and ends with 0 or 1: the image has no other program that
/// could. It composes no modules and opens no database, for it runs every few seconds.
/// </summary>
internal static class HealthyCommand
{
    // Above the host's own limit for asking its databases, below the container's for this command.
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(4);

    public static async Task<int> RunAsync()
    {
        var address = new Uri(Address(Settings()), "/health/ready");
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        // A certificate is made out to the name that clients use; this asks from inside. Any certificate proves what is asked: that it serves.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null;
        using var client = new HttpClient(handler) { Timeout = TimeLimit };
        try
        {
            using var answer = await client.GetAsync(address);
            System.Console.WriteLine($"{address} {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            return answer.StatusCode == HttpStatusCode.OK ? 0 : 1;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            System.Console.WriteLine($"{address} {failure.Message}");
            return 1;
        }
    }

    /// <summary>The first address that the host listens at, from inside.</summary>
    internal static Uri Address(IConfiguration settings) =>
        HostAddresses.FromInside(HostAddresses.Of(settings) is [var first, ..] ? first : Program.DefaultAddress);

    /// <summary>Where the host looks for its address, in the same order.</summary>
    private static IConfigurationRoot Settings() =>
        new ConfigurationBuilder()
            .AddEnvironmentVariables("DOTNET_")
            .AddEnvironmentVariables("ASPNETCORE_")
            .SetBasePath(AppContext.BaseDirectory)
            .AddJsonFile("appsettings.json", optional: true)
            .AddEnvironmentVariables()
            .Build();
}
