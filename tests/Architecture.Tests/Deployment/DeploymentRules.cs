using System.Globalization;
using System.Text.RegularExpressions;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Architecture.Tests.Deployment;

/// <summary>Dockerfile, compose file, README and options classes must not disagree: each finding names the place to mend.</summary>
internal static partial class DeploymentRules
{
    private const string Table = "README's table of settings";

    public static IEnumerable<string> Findings(DeploymentFiles files, KnownSettings known)
    {
        var image = new ImageFile(files.Dockerfile);
        var host = new ComposeFile(files.Compose).OfTheHost;
        var rows = SettingsRow.In(files.Readme);
        return
        [
            .. OnTheTable(rows, known),
            .. OnVariables("Dockerfile", OfTheHost(image.Environment), rows, known),
            .. host.SelectMany(service => OnVariables($"docker-compose.yml, {service.Key}", service.Value.Map("environment"), rows, known)),
            .. OnTheImage(image, files.Readme),
            .. OnTheServices(image, host, files.Readme),
            .. OnTheirEnd(host, known),
            .. OnSecrets(host, files),
        ];
    }

    private static IEnumerable<string> OnTheTable(IReadOnlyList<SettingsRow> rows, KnownSettings known)
    {
        var listed = rows.SelectMany(row => row.Names).ToList();
        foreach (var name in known.Defaults.Keys.Except(listed))
        {
            yield return $"{Table} lacks {name}.";
        }

        foreach (var name in listed.Except(known.Defaults.Keys))
        {
            yield return $"{Table} has {name}, which the host does not know.";
        }

        foreach (var name in listed.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key))
        {
            yield return $"{Table} has {name} twice.";
        }

        foreach (var row in rows.Where(row => row.Defaults.Count > 0))
        {
            foreach (var (name, index) in row.Names.Select((name, index) => (name, index)))
            {
                var written = row.Defaults.Count == 1 ? row.Defaults[0] : row.Defaults.ElementAtOrDefault(index);
                if (known.Defaults.GetValueOrDefault(name) is { Length: > 0 } real && written != real)
                {
                    yield return $"{Table} says that {name} is {written} by default; it is {real}.";
                }
            }
        }
    }

    private static IEnumerable<string> OnVariables(
        string place,
        IReadOnlyDictionary<string, string> variables,
        IReadOnlyList<SettingsRow> rows,
        KnownSettings known
    )
    {
        var listed = rows.SelectMany(row => row.Names).ToList();
        var settings = variables.ToDictionary(
            variable => variable.Key.Replace("__", ":", StringComparison.Ordinal),
            string? (variable) => Interpolation().Replace(variable.Value, "a value from the environment")
        );
        foreach (var name in settings.Keys.Where(name => !listed.Exists(setting => Matches(setting, name))))
        {
            yield return $"{place} sets {name}, which is not in {Table}.";
        }

        foreach (var refused in known.Refused(settings))
        {
            yield return $"{place} sets what the host refuses: {refused}";
        }
    }

    private static IEnumerable<string> OnTheImage(ImageFile image, string readme)
    {
        var port = PortOf(image);
        var folder = image.Environment["Database__DataFolder"];
        if (image.Only("EXPOSE") != port)
        {
            yield return $"Dockerfile exposes {image.Only("EXPOSE")}, and the host listens at {port}.";
        }

        if (image.Only("VOLUME") != folder)
        {
            yield return $"Dockerfile has the volume {image.Only("VOLUME")}, and the data folder {folder}.";
        }

        if (!image.All("RUN").Any(command => command == $"mkdir {folder} && chown $APP_UID {folder}"))
        {
            yield return $"Dockerfile does not make {folder} for the account that the host runs as.";
        }

        if (image.Only("USER") is "root" or "0")
        {
            yield return "Dockerfile runs the host as root.";
        }

        if (image.EntryPoint.Count != 2 || image.EntryPoint[1] != Product.Host + ".dll")
        {
            yield return "Dockerfile does not start " + Product.Host;
        }

        if (!image.HealthCheck.SequenceEqual([.. image.EntryPoint, "healthy"]))
        {
            yield return "Dockerfile's health check is not the host's command healthy.";
        }

        foreach (
            var wanted in new[]
            {
                $":{port} ",
                $":{folder} ",
                "-f src/Host/Dockerfile ",
                $"exec shop {string.Join(' ', image.HealthCheck)}\n",
            }
        )
        {
            if (!ContainerSection(readme).Contains(wanted, StringComparison.Ordinal))
            {
                yield return $"README's container section lacks '{wanted.Trim()}'.";
            }
        }
    }

    private static IEnumerable<string> OnTheServices(ImageFile image, IReadOnlyDictionary<string, ComposeService> services, string readme)
    {
        foreach (var (name, service) in services)
        {
            var build = service.Map("build");
            if (build["context"] != "." || build["dockerfile"] != "src/Host/Dockerfile")
            {
                yield return $"docker-compose.yml, {name}: not built from src/Host/Dockerfile.";
            }

            if (!ContainerSection(readme).Contains($"-t {service.Value("image")} ", StringComparison.Ordinal))
            {
                yield return $"docker-compose.yml, {name}: README calls the image otherwise than {service.Value("image")}.";
            }

            if (service.Value("read_only") != "true" || !service.List("tmpfs").Contains("/tmp"))
            {
                yield return $"docker-compose.yml, {name}: the root file system is not read-only, beside a /tmp in memory.";
            }

            if (!service.List("security_opt").Contains("no-new-privileges:true"))
            {
                yield return $"docker-compose.yml, {name}: may gain privileges.";
            }
        }

        var host = services["host"];
        if (!host.List("ports").All(mapping => mapping.EndsWith(":" + PortOf(image), StringComparison.Ordinal)))
        {
            yield return $"docker-compose.yml, host: the port is {PortOf(image)} in the image.";
        }

        if (!host.List("volumes").Any(volume => volume.EndsWith(":" + image.Only("VOLUME"), StringComparison.Ordinal)))
        {
            yield return $"docker-compose.yml, host: no volume at {image.Only("VOLUME")}.";
        }

        if (host.Map("environment").ContainsKey("URLS") || host.Map("environment").ContainsKey("Database__DataFolder"))
        {
            yield return "docker-compose.yml, host: port and data folder are the image's to say.";
        }

        if (host.Map("healthcheck").Count > 0)
        {
            yield return "docker-compose.yml, host: the health check is the image's to say.";
        }

        if (host.Map("depends_on").GetValueOrDefault("provision") != "service_completed_successfully")
        {
            yield return "docker-compose.yml, host: starts before its schemas are provisioned.";
        }

        if (!services["provision"].List("command").SequenceEqual(["provision"]))
        {
            yield return "docker-compose.yml, provision: does not run the command provision.";
        }
    }

    /// <summary>A process that is one of several goes on taking requests for one and a half times the registry's interval.</summary>
    private static IEnumerable<string> OnTheirEnd(IReadOnlyDictionary<string, ComposeService> services, KnownSettings known)
    {
        var refresh = TimeSpan.Parse(known.Defaults["Placement:Registry:RefreshInterval"]!, CultureInfo.InvariantCulture);
        var longest = new WebOptions().ShutdownTimeLimit + (refresh * 1.5);
        foreach (var (name, service) in services.Where(service => service.Key != "provision"))
        {
            var grace = service.Value("stop_grace_period") ?? "10s";
            if (TimeSpan.FromSeconds(int.Parse(grace.TrimEnd('s'), CultureInfo.InvariantCulture)) <= longest)
            {
                yield return $"docker-compose.yml, {name}: is killed after {grace}, before it may have stopped by itself.";
            }
        }
    }

    private static IEnumerable<string> OnSecrets(IReadOnlyDictionary<string, ComposeService> services, DeploymentFiles files)
    {
        foreach (
            var (service, name, value) in services.SelectMany(service =>
                service.Value.Map("environment").Select(variable => (service.Key, variable.Key, variable.Value))
            )
        )
        {
            // The first of several secrets is needed; a further one, and the broker of a profile, may be left empty.
            var given = Required().IsMatch(value) || (MayBeEmpty().IsMatch(name) && EmptyUnlessGiven().IsMatch(value));
            if (Secret().IsMatch(name) && !given)
            {
                yield return $"docker-compose.yml, {service}: {name} stands in the file, or may be missing.";
            }
        }

        foreach (var (service, name) in OthersSecrets(services))
        {
            yield return $"docker-compose.yml, {service}: {name} is the secret of a module that it does not host.";
        }

        var needed = Required().Matches(files.Compose).Select(match => match.Groups["name"].Value).ToHashSet();
        var made = MadeSecrets()
            .Match(ContainerSection(files.Readme))
            .Groups["names"]
            .Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (!needed.SetEquals(made))
        {
            yield return $"README makes the secrets {string.Join(", ", made)}; docker-compose.yml needs {string.Join(", ", needed)}.";
        }
    }

    private static IEnumerable<(string Service, string Name)> OthersSecrets(IReadOnlyDictionary<string, ComposeService> services) =>
        from service in services
        let hosted = service.Value.Map("environment").GetValueOrDefault("MODULES", "")
        from name in service.Value.Map("environment").Keys
        let owner = name.Split("__")[0]
        // Modules are written small, and what belongs to no module is not.
        where char.IsLower(owner[0]) && Secret().IsMatch(name)
        where !hosted.Contains('*', StringComparison.Ordinal) && !hosted.Split(',').Contains(owner)
        select (service.Key, name);

    /// <summary>Without what is the runtime's own to read.</summary>
    private static Dictionary<string, string> OfTheHost(IReadOnlyDictionary<string, string> variables) =>
        variables
            .Where(variable =>
                !variable.Key.StartsWith("DOTNET_", StringComparison.Ordinal)
                && !variable.Key.StartsWith("ASPNETCORE_", StringComparison.Ordinal)
            )
            .ToDictionary();

    private static string PortOf(ImageFile image) => image.Environment["URLS"].Split(':')[^1];

    private static bool Matches(string setting, string name) =>
        setting.EndsWith(":*", StringComparison.Ordinal)
            ? name.StartsWith(setting[..^1], StringComparison.Ordinal)
            // An item of a list.
            : setting == name
                || (name.StartsWith(setting + ":", StringComparison.Ordinal) && int.TryParse(name[(setting.Length + 1)..], out _));

    private static string ContainerSection(string readme)
    {
        var start = readme.IndexOf("## In a container", StringComparison.Ordinal);
        return readme[start..readme.IndexOf("\n## ", start, StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"\$\{(?<name>\w+):\?[^}]*\}")]
    private static partial Regex Required();

    [GeneratedRegex("Secret|Password|Connection$|^Messaging__Broker$")]
    private static partial Regex Secret();

    [GeneratedRegex("__[1-9][0-9]*$|^Messaging__Broker$")]
    private static partial Regex MayBeEmpty();

    [GeneratedRegex(@"^\$\{\w+:-\}$")]
    private static partial Regex EmptyUnlessGiven();

    [GeneratedRegex(@"\$\{[^}]*\}")]
    private static partial Regex Interpolation();

    [GeneratedRegex("for name in (?<names>[A-Z_ ]+);")]
    private static partial Regex MadeSecrets();
}
