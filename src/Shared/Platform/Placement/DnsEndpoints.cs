using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.Extensions.ServiceDiscovery;
using MonolithFirst.Platform.Modules;

namespace MonolithFirst.Platform.Placement;

/// <summary>
/// Resolves <c>http://&lt;module&gt;</c> by DNS: every address of its name is an instance. The library's own DNS provider
/// would do it, but cannot be restored everywhere.
/// </summary>
internal sealed class DnsEndpoints(ModuleCatalog catalog, DnsOptions options) : IServiceEndpointProviderFactory
{
    public bool TryCreateProvider(ServiceEndpointQuery query, [NotNullWhen(true)] out IServiceEndpointProvider? provider)
    {
        ArgumentNullException.ThrowIfNull(query);
        provider = catalog.Known.Contains(query.ServiceName)
            ? new Provider(options.Name.Replace("{module}", query.ServiceName, StringComparison.Ordinal), options.Port)
            : null;
        return provider is not null;
    }

    private sealed class Provider(string name, int port) : IServiceEndpointProvider
    {
        public async ValueTask PopulateAsync(IServiceEndpointBuilder endpoints, CancellationToken cancellationToken)
        {
            // DNS tells nobody of changes: without a change token, the answer is asked for again in every refresh interval.
            foreach (var address in await Dns.GetHostAddressesAsync(name, cancellationToken))
            {
                endpoints.Endpoints.Add(ServiceEndpoint.Create(new IPEndPoint(address, port)));
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
