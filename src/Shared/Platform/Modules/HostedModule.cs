using System.Reflection;
using MonolithFirst.Platform.Jobs;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Platform.Modules;

/// <summary>A module that runs in this process, with what it declared.</summary>
public sealed class HostedModule(Module module)
{
    /// <summary>The approved name.</summary>
    public string Name { get; } = module.Name;

    /// <summary>The module's class.</summary>
    public Module Module { get; } = module;

    /// <summary>The assembly in which everything of the module is found.</summary>
    public Assembly Assembly { get; } = module.GetType().Assembly;

    /// <summary>The module's context, or null for a module without a schema.</summary>
    public Type? ContextType { get; internal set; }

    /// <summary>The recurring jobs it declared.</summary>
    public IList<RecurringJobDefinition> Jobs { get; } = [];

    /// <summary>The <see cref="IStartTask"/> types it declared, in order.</summary>
    public IList<Type> StartTasks { get; } = [];

    /// <summary>The views of its schema that it shows to reports.</summary>
    public IList<string> ReportViews { get; } = [];

    /// <summary>The module's context from the scope.</summary>
    /// <exception cref="InvalidOperationException">The module declared no database.</exception>
    public ModuleDbContext ContextFrom(IServiceProvider scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return ContextType is null
            ? throw new InvalidOperationException($"The {Name} module declares no database; call UseDatabase in its module class.")
            : (ModuleDbContext)scope.GetService(ContextType)!;
    }
}
