using MonolithFirst.Host.Console.Access;

namespace MonolithFirst.Host.Console.Api;

/// <summary>A module, and the processes that it runs in.</summary>
/// <param name="Name">The module.</param>
/// <param name="Status"><c>ready</c> or <c>unavailable</c>.</param>
/// <param name="Instances">The ids of the instances that host it.</param>
internal sealed record ModuleState(string Name, string Status, IReadOnlyList<string> Instances);

/// <summary>Which module runs where.</summary>
/// <param name="Instances">All processes; this one alone where there is no registry.</param>
/// <param name="Modules">All modules that are hosted anywhere.</param>
internal sealed record Fleet(IReadOnlyList<Instance> Instances, IReadOnlyList<ModuleState> Modules)
{
    /// <summary>Reads the registry, and asks this process how it is.</summary>
    /// <exception cref="ApiException">The API refused, or did not answer.</exception>
    public static async Task<Fleet> ReadAsync(ApiClient api, Loopback loopback)
    {
        var instances = (await api.GetAsync<PageOf<Instance>>("/api/platform/instances?pageSize=100")).Items;
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/health/ready", UriKind.Relative));
        // Whatever the status is, the body says which module it is about.
        using var answer = await loopback.SendAsync(request, null, CancellationToken.None);
        var here = (await answer.Content.ReadFromJsonAsync<Readiness>())?.Modules ?? new Dictionary<string, string>();
        if (instances.Count == 0)
        {
            var now = DateTime.UtcNow;
            var version = typeof(Fleet).Assembly.GetName().Version?.ToString(3) ?? "";
            instances = [new Instance("-", answer.RequestMessage!.RequestUri!.Authority, null, version, [.. here.Keys], "up", now, now)];
        }

        var names = instances
            .SelectMany(instance => instance.Modules)
            .Concat(here.Keys)
            .Where(name => name.Length > 0)
            .Distinct()
            .Order(StringComparer.Ordinal);
        return new Fleet(instances, [.. names.Select(name => StateOf(name, instances, here))]);
    }

    private static ModuleState StateOf(string name, IReadOnlyList<Instance> instances, IReadOnlyDictionary<string, string> here)
    {
        List<Instance> hosts = [.. instances.Where(instance => instance.Modules.Contains(name))];
        var status = here.GetValueOrDefault(name) ?? (hosts.Any(instance => instance.Status == "up") ? "ready" : "unavailable");
        return new ModuleState(name, status, [.. hosts.Select(instance => instance.Id)]);
    }
}
