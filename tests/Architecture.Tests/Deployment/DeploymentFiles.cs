using System.Text.Json;
using System.Text.RegularExpressions;
using MonolithFirst.Testing;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace MonolithFirst.Architecture.Tests.Deployment;

/// <summary>The files that say how the host is set up and run.</summary>
internal sealed record DeploymentFiles(string Dockerfile, string Compose, string Readme)
{
    public static DeploymentFiles InTheTree { get; } = new(Text("src/Host/Dockerfile"), Text("docker-compose.yml"), Text("README.md"));

    private static string Text(string file) => File.ReadAllText(Path.Combine(SourceTree.Root, file));
}

/// <summary>What the Dockerfile says of the image: its last stage.</summary>
internal sealed partial class ImageFile
{
    private readonly List<(string Instruction, string Value)> instructions;

    public ImageFile(string text)
    {
        var lines = Continuation()
            .Replace(string.Join('\n', text.Split('\n').Where(line => !line.StartsWith('#'))), " ")
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 2, StringSplitOptions.TrimEntries))
            .Select(parts => (parts[0], parts[1]))
            .ToList();
        instructions = lines[lines.FindLastIndex(line => line.Item1 == "FROM")..];
    }

    public IReadOnlyDictionary<string, string> Environment =>
        All("ENV")
            .SelectMany(value => value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);

    public IReadOnlyList<string> EntryPoint => List(Only("ENTRYPOINT"));

    public IReadOnlyList<string> HealthCheck => List(Only("HEALTHCHECK").Split("CMD", 2)[1]);

    public IEnumerable<string> All(string instruction) =>
        instructions.Where(line => line.Instruction == instruction).Select(line => line.Value);

    public string Only(string instruction) => Assert.Single(All(instruction));

    private static string[] List(string json) => JsonSerializer.Deserialize<string[]>(json)!;

    [GeneratedRegex(@"\\\n\s*")]
    private static partial Regex Continuation();
}

/// <summary>The compose file, with anchors and merges resolved.</summary>
internal sealed class ComposeFile
{
    private readonly Dictionary<object, object> root;

    public ComposeFile(string text)
    {
        using var reader = new StringReader(text);
        root = new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(new MergingParser(new Parser(reader)));
    }

    /// <summary>The services that run the host's image.</summary>
    public IReadOnlyDictionary<string, ComposeService> OfTheHost =>
        ((Dictionary<object, object>)root["services"])
            .Select(service => (Name: (string)service.Key, Service: new ComposeService((Dictionary<object, object>)service.Value)))
            .Where(service => service.Service.Map("build").Count > 0)
            .ToDictionary(service => service.Name, service => service.Service);
}

internal sealed class ComposeService(Dictionary<object, object> service)
{
    public IReadOnlyDictionary<string, string> Map(string name) =>
        service.GetValueOrDefault(name) is Dictionary<object, object> map
            ? map.ToDictionary(
                pair => (string)pair.Key,
                pair => pair.Value is Dictionary<object, object> inner ? string.Join(',', inner.Values) : (string)pair.Value
            )
            : new Dictionary<string, string>();

    public IReadOnlyList<string> List(string name) => service.GetValueOrDefault(name) is List<object> list ? [.. list.Cast<string>()] : [];

    public string? Value(string name) => service.GetValueOrDefault(name) as string;
}

/// <summary>A row of README's table of settings.</summary>
/// <param name="Names">The settings, with <c>*</c> for a name that depends.</param>
/// <param name="Defaults">Their defaults where the row gives values and no words.</param>
internal sealed partial record SettingsRow(IReadOnlyList<string> Names, IReadOnlyList<string> Defaults)
{
    public static IReadOnlyList<SettingsRow> In(string readme) =>
        [
            .. readme[readme.IndexOf("## Settings", StringComparison.Ordinal)..]
                .Split('\n')
                .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
                .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
                .Select(cells => new SettingsRow(NamesIn(cells[1]), DefaultsIn(cells[2]))),
        ];

    private static List<string> NamesIn(string cell)
    {
        var names = new List<string>();
        foreach (var written in Quoted().Matches(cell).Select(match => match.Groups["text"].Value))
        {
            var name = Placeholder().Replace(written, "*");
            // `:Port` stands beside the name before it, in the same section.
            names.Add(name.StartsWith(':') ? names[^1][..names[^1].LastIndexOf(':')] + name : name);
        }

        return names;
    }

    private static IReadOnlyList<string> DefaultsIn(string cell) =>
        Quoted().Replace(cell, "").All(left => left is ',' or ' ')
            ? [.. Quoted().Matches(cell).Select(match => match.Groups["text"].Value)]
            : [];

    [GeneratedRegex("`(?<text>[^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Placeholder();
}
