namespace MonolithFirst.Platform.Modules;

/// <summary>
/// A business module: the one public class of its assembly. The host finds it because the host's project references it, and checks
/// it against <c>src/Modules/modules.json</c>.
/// </summary>
public abstract class Module
{
    /// <summary>The approved name: one lower-case word, as in the register, in <c>/api/&lt;name&gt;</c> and in <c>MODULES</c>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Declares the database, the jobs and the services of the module. Called once, and only where the module is hosted.
    /// Endpoints, validators, request handlers, message handlers and query handlers are found by their types.
    /// </summary>
    public abstract void Configure(ModuleBuilder module);
}
