using MonolithFirst.Host.Console.Access;
using MonolithFirst.Platform.Modules;

namespace MonolithFirst.Host.Console.Api;

/// <summary>A module, and the processes that it runs in.</summary>
/// <param name="Name">The module.</param>
/// <param name="Status"><c>ready</c> or <c>unavailable</c>.</param>
/// <param name="Instances">The ids of the instances that host it.</param>
internal sealed record ModuleState(string Name, string Status, IReadOnlyList<string> Instances);

/// <summary>Which module runs where.</summary>
/// <param name="Instances">All processes; this one alone where there is no registry.</param>
/// <param name="Modules">All modules of this build, also those that nobody hosts now.</param>
internal sealed record Fleet(IReadOnlyList<Instance> Instances, IReadOnlyList<ModuleState> Modules)
{
    /// <summary>Reads the registry, and asks this process how it is.</summary>
    /// <exception cref="ApiException">The API refused, or did not answer.</exception>
    public static async Task<Fleet> ReadAsync(ApiClient api, Loopback loopback, ModuleCatalog catalog)
    {
        var instances = (await api.GetAsync<PageOf<Instance>>("/api/platform/instances?pageSize=100")).Items;
        var (address, here) = await HereAsync(loopback);
        if (instances.Count == 0)
        {
            var now = DateTime.UtcNow;
            var version = typeof(Fleet).Assembly.GetName().Version?.ToString(3) ?? "";
            instances = [new Instance("-", address, null, version, [.. here.Keys], "up", now, now)];
        }

        var names = instances
            .SelectMany(instance => instance.Modules)
            .Concat(here.Keys)
            .Concat(catalog.Known)
            .Where(name => name.Length > 0)
            .Distinct()
            .Order(StringComparer.Ordinal);
        return new Fleet(instances, [.. names.Select(name => StateOf(name, instances, here))]);
    }

    private static async Task<(string Address, IReadOnlyDictionary<string, string> Modules)> HereAsync(Loopback loopback)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/health/ready", UriKind.Relative));
        try
        {
            // Whatever the status is, the body says which module it is about.
            using var answer = await loopback.SendAsync(request, null, CancellationToken.None);
            var modules = (await answer.Content.ReadFromJsonAsync<Readiness>())?.Modules;
            return (answer.RequestMessage!.RequestUri!.Authority, modules ?? new Dictionary<string, string>());
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException or System.Text.Json.JsonException)
        {
            throw ApiClient.Unreachable(failure);
        }
    }

    private static ModuleState StateOf(string name, IReadOnlyList<Instance> instances, IReadOnlyDictionary<string, string> here)
    {
        List<Instance> hosts = [.. instances.Where(instance => instance.Modules.Contains(name))];
        var status = here.GetValueOrDefault(name) ?? (hosts.Any(instance => instance.Status == "up") ? "ready" : "unavailable");
        return new ModuleState(name, status, [.. hosts.Select(instance => instance.Id)]);
    }
}
