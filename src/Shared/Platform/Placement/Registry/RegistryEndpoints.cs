using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.ServiceDiscovery;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Placement.LoadBalancing;

namespace MonolithFirst.Platform.Placement.Registry;

/// <summary>
/// Resolves <c>http://&lt;module&gt;</c> to the registered instances that take calls, each endpoint with its <see cref="Instance"/> as a feature.
/// </summary>
internal sealed class RegistryEndpoints(RegistryList list, ModuleCatalog catalog) : IServiceEndpointProviderFactory
{
    public bool TryCreateProvider(ServiceEndpointQuery query, [NotNullWhen(true)] out IServiceEndpointProvider? provider)
    {
        ArgumentNullException.ThrowIfNull(query);
        provider = catalog.Known.Contains(query.ServiceName) ? new Provider(list, query.ServiceName) : null;
        return provider is not null;
    }

    private sealed class Provider(RegistryList list, string module) : IServiceEndpointProvider
    {
        public ValueTask PopulateAsync(IServiceEndpointBuilder endpoints, CancellationToken cancellationToken)
        {
            endpoints.AddChangeToken(list.NextChange);
            var hosting = list.Last.Select(row => row.ToInstance()).Where(instance => instance.Modules.Contains(module)).ToList();
            // One that is draining, or even down, may still answer, and its refusal costs no more than having none.
            var best = LoadBalancer
                .Preference.Select(status => hosting.FindAll(instance => instance.Status == status))
                .FirstOrDefault(found => found.Count > 0);
            foreach (var instance in best ?? [])
            {
                var endpoint = ServiceEndpoint.Create(new UriEndPoint(instance.Address));
                endpoint.Features.Set(instance);
                endpoints.Endpoints.Add(endpoint);
            }

            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
