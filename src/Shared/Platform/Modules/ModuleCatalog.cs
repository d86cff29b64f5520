using System.Reflection;
using Microsoft.Extensions.DependencyModel;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Placement;

namespace MonolithFirst.Platform.Modules;

/// <summary>All modules of this build, and which of them this process hosts.</summary>
public sealed class ModuleCatalog
{
    private const string Prefix = "MonolithFirst.";

    private readonly Dictionary<Assembly, HostedModule> byAssembly;

    private ModuleCatalog(
        ModuleRegister register,
        IReadOnlyList<Module> known,
        IReadOnlyList<HostedModule> hosted,
        bool isOpenEnded,
        MessageCatalog messages
    )
    {
        Register = register;
        Known = [.. known.Select(module => module.Name)];
        Assemblies = known.ToDictionary(module => module.Name, module => module.GetType().Assembly);
        IsOpenEnded = isOpenEnded;
        Hosted = hosted;
        Messages = messages;
        byAssembly = hosted.ToDictionary(module => module.Assembly);
    }

    /// <summary>The approved modules.</summary>
    public ModuleRegister Register { get; }

    /// <summary>The names of all modules in this build.</summary>
    public IReadOnlyList<string> Known { get; }

    /// <summary>The assembly of each module in this build.</summary>
    public IReadOnlyDictionary<string, Assembly> Assemblies { get; }

    /// <summary>Whether this process hosts whatever is not said to be elsewhere; see <see cref="ModuleSelection.IsOpenEnded"/>.</summary>
    public bool IsOpenEnded { get; }

    /// <summary>The modules that run in this process.</summary>
    public IReadOnlyList<HostedModule> Hosted { get; }

    /// <summary>Those of them that have a schema, known once they are configured.</summary>
    public IEnumerable<HostedModule> WithSchema => Hosted.Where(module => module.ContextType is not null);

    /// <summary>All contracts of all modules.</summary>
    public MessageCatalog Messages { get; }

    /// <summary>Whether the module runs in this process.</summary>
    public bool IsHosted(string name) => Hosted.Any(module => module.Name == name);

    /// <summary>The hosted module that lives in the assembly.</summary>
    /// <exception cref="ModuleSetupException">No hosted module does.</exception>
    public HostedModule HostedOf(Assembly assembly) =>
        byAssembly.GetValueOrDefault(assembly)
        ?? throw new ModuleSetupException($"{assembly.GetName().Name} is no module that is hosted here.");

    /// <summary>The hosted module by its name.</summary>
    /// <exception cref="ModuleSetupException">It is not hosted here.</exception>
    public HostedModule HostedNamed(string name) =>
        Hosted.FirstOrDefault(module => module.Name == name)
        ?? throw new ModuleSetupException($"Module '{name}' is not hosted in this process.");

    /// <summary>Composes the catalog from the modules that the host's project references.</summary>
    /// <param name="host">The host's assembly.</param>
    /// <param name="setting">The setting <c>MODULES</c>.</param>
    /// <exception cref="ModuleSetupException">What is declared does not fit together; the message says what to change.</exception>
    public static ModuleCatalog Load(Assembly host, string? setting)
    {
        ArgumentNullException.ThrowIfNull(host);
        using var stream =
            host.GetManifestResourceStream("modules.json")
            ?? throw new ModuleSetupException(
                $"{host.GetName().Name} does not embed {ModuleRegister.File}; add it as an EmbeddedResource named modules.json."
            );
        using var reader = new StreamReader(stream);
        return Compose(ModuleRegister.Parse(reader.ReadToEnd()), ReferencedBy(host), setting);
    }

    /// <summary>Composes a catalog from given assemblies.</summary>
    /// <exception cref="ModuleSetupException">What is declared does not fit together; the message says what to change.</exception>
    public static ModuleCatalog Compose(ModuleRegister register, IReadOnlyCollection<Assembly> assemblies, string? setting)
    {
        ArgumentNullException.ThrowIfNull(register);
        ArgumentNullException.ThrowIfNull(assemblies);
        var modules = assemblies
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsSubclassOf(typeof(Module)) && type is { IsAbstract: false, IsVisible: true })
            .Select(type => (Module)Activator.CreateInstance(type)!)
            .OrderBy(module => module.Name, StringComparer.Ordinal)
            .ToList();
        register.Check(modules);
        var hosted = ModuleSelection.Parse(setting, [.. modules.Select(module => module.Name)]);
        var messages = MessageCatalog.Build(modules.ToDictionary(module => module.Name, module => module.GetType().Assembly), assemblies);
        return new ModuleCatalog(
            register,
            modules,
            [.. modules.Where(module => hosted.Contains(module.Name)).Select(module => new HostedModule(module))],
            ModuleSelection.IsOpenEnded(setting),
            messages
        );
    }

    private static List<Assembly> ReferencedBy(Assembly host)
    {
        var context =
            DependencyContext.Load(host)
            ?? throw new ModuleSetupException($"{host.GetName().Name}.deps.json is missing beside the host; publish again.");
        return
        [
            .. context
                .RuntimeLibraries.Where(library => library.Name.StartsWith(Prefix, StringComparison.Ordinal) && library.Type == "project")
                .Select(library => Assembly.Load(new AssemblyName(library.Name))),
        ];
    }
}
