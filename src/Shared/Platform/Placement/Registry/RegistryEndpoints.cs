using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.ServiceDiscovery;
using MonolithFirst.Platform.Modules;

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
            // One that is draining may still answer, and its refusal costs no more than having none.
            var status = hosting.Exists(instance => instance.Status == InstanceStatus.Up) ? InstanceStatus.Up : InstanceStatus.Draining;
            foreach (var instance in hosting.Where(instance => instance.Status == status))
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
