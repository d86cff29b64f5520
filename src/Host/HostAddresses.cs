namespace MonolithFirst.Host;

/// <summary>Where the host listens, as its settings say it: in the order in which Kestrel and the web host go by them.</summary>
internal static class HostAddresses
{
    /// <summary>The addresses that the settings name; none where they leave it to the host.</summary>
    public static IReadOnlyList<string> Of(IConfiguration configuration)
    {
        // Endpoints of Kestrel's own overrule every other setting, and urls overrule ports.
        List<string> endpoints = [.. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? "")];
        if (endpoints.Count > 0)
        {
            return endpoints;
        }

        var urls = Parts(configuration["urls"]);
        return urls.Count > 0
            ? urls
            :
            [
                .. Parts(configuration["http_ports"]).Select(port => "http://+:" + port),
                .. Parts(configuration["https_ports"]).Select(port => "https://+:" + port),
            ];
    }

    /// <summary>An address that the host listens at, as it is reached from inside: <c>+</c> and the like stand for every interface.</summary>
    public static Uri FromInside(string listened)
    {
        var address = BindingAddress.Parse(listened);
        var name = address.Host is "+" or "*" or "0.0.0.0" or "[::]" ? "127.0.0.1" : address.Host;
        return new Uri($"{address.Scheme}://{name}:{address.Port}");
    }

    private static List<string> Parts(string? setting) =>
        [.. (setting ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
}
