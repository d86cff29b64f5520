using Microsoft.Extensions.Configuration;

namespace MonolithFirst.Platform.Modules;

/// <summary>Reads settings into options, and refuses what it cannot read: a typo is an error, not a default.</summary>
public static class Settings
{
    /// <summary>The options of a section; their defaults where nothing is set.</summary>
    /// <exception cref="ModuleSetupException">A value is not of its type, or a name is unknown.</exception>
    public static TOptions Read<TOptions>(this IConfigurationSection section)
        where TOptions : class, new()
    {
        ArgumentNullException.ThrowIfNull(section);
        try
        {
            return section.Get<TOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new TOptions();
        }
        catch (InvalidOperationException unreadable)
        {
            // The binder's own message names the setting; the error beneath it only says what a time looks like.
            throw new ModuleSetupException($"The settings below {section.Path} cannot be read: {unreadable.Message}", unreadable);
        }
    }
}
