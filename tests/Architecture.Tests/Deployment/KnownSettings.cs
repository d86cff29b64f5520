using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Testing;

namespace MonolithFirst.Architecture.Tests.Deployment;

/// <summary>
/// What can be set, as the code has it. Classes named <c>…Options</c> are found by their names: those of the platform are the section of
/// that name, <c>OrdersOptions</c> of orders is <c>orders</c>, and any other of a module is a section below the module's.
/// </summary>
internal sealed partial class KnownSettings
{
    private const string Suffix = "Options";

    // Kestrel's own names for ports. URLS is the host's setting; these are read to leave them their effect.
    private static readonly string[] Framework = ["http_ports", "https_ports"];

    private readonly Dictionary<string, Type> sections;

    private KnownSettings(Dictionary<string, Type> sections, Dictionary<string, string?> defaults)
    {
        this.sections = sections;
        Defaults = defaults;
    }

    public static KnownSettings OfTheProduct { get; } = Load();

    /// <summary>Settings and their defaults as text; null where the default is nothing, or not in the options.</summary>
    public IReadOnlyDictionary<string, string?> Defaults { get; }

    /// <summary>Binds settings as the host does at its start.</summary>
    /// <returns>What it refuses.</returns>
    public IEnumerable<string> Refused(IReadOnlyDictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        foreach (var (section, options) in sections.Where(section => !HasParent(section.Key)))
        {
            if (Read(configuration.GetSection(section), options) is ModuleSetupException refused)
            {
                yield return refused.Message;
            }
        }
    }

    // A module with sections alone has no options of its own; one with both would be bound section by section.
    private bool HasParent(string section) =>
        section.Contains(':', StringComparison.Ordinal) && sections.ContainsKey(section.Split(':')[0]);

    private static object Read(IConfigurationSection section, Type options)
    {
        try
        {
            return typeof(Settings).GetMethod(nameof(Settings.Read))!.MakeGenericMethod(options).Invoke(null, [section])!;
        }
        catch (TargetInvocationException failure) when (failure.InnerException is ModuleSetupException refused)
        {
            return refused;
        }
    }

    private static KnownSettings Load()
    {
        var sections = Sections();
        var file = new ConfigurationBuilder().AddJsonFile(Path.Combine(SourceTree.Root, "src", "Host", "appsettings.json")).Build();
        var defaults = new Dictionary<string, string?>();
        foreach (var (section, type) in sections)
        {
            AddOptions(defaults, section, type, Read(file.GetSection(section), type));
        }

        foreach (var name in ReadOneByOne().Except(Framework))
        {
            defaults[name] = null;
        }

        return new KnownSettings(sections, defaults);
    }

    private static Dictionary<string, Type> Sections()
    {
        var options = Product
            .Built.Assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.Name.EndsWith(Suffix, StringComparison.Ordinal))
            .ToList();
        var inner = options.SelectMany(Settable).Select(property => property.PropertyType).ToHashSet();
        return options.Where(type => !inner.Contains(type)).ToDictionary(SectionOf);
    }

    private static string SectionOf(Type options)
    {
        var assembly = Product.NameOf(options.Assembly);
        var name = options.Name[..^Suffix.Length];
        if (Product.KindOf(assembly) != AssemblyKind.Module)
        {
            return name;
        }

        var module = Product.ModuleOf(assembly);
        return string.Equals(name, module, StringComparison.OrdinalIgnoreCase) ? module : $"{module}:{name}";
    }

    private static IEnumerable<PropertyInfo> Settable(Type options) =>
        options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite);

    private static void AddOptions(Dictionary<string, string?> defaults, string section, Type type, object options)
    {
        foreach (var property in Settable(type))
        {
            var name = $"{section}:{property.Name}";
            var value = property.GetValue(options);
            if (property.PropertyType is { IsClass: true } inner && inner.Name.EndsWith(Suffix, StringComparison.Ordinal))
            {
                AddOptions(defaults, name, inner, value!);
            }
            else if (property.PropertyType.IsGenericType && property.PropertyType.Name.Contains("Dictionary", StringComparison.Ordinal))
            {
                defaults[name + ":*"] = null;
            }
            else
            {
                defaults[name] = value is string or ValueType ? Text(value) : null;
            }
        }
    }

    private static string Text(object value) =>
        value is bool truth ? (truth ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    /// <summary>Settings that are read by their names, without options.</summary>
    private static IEnumerable<string> ReadOneByOne() =>
        Directory
            .EnumerateFiles(Path.Combine(SourceTree.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .SelectMany(file => ReadByName().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["name"].Value == "urls" ? "URLS" : match.Groups["name"].Value)
            .Distinct();

    [GeneratedRegex("""onfiguration(\[|\.GetValue(<\w+>)?\()"(?<name>[^"]+)""")]
    private static partial Regex ReadByName();
}
