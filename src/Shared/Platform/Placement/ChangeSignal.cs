using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace MonolithFirst.Platform.Placement;

/// <summary>Hands out change tokens, each good for the next change.</summary>
internal sealed class ChangeSignal
{
    // The framework's one token that can be fired and owns nothing that has to be disposed of.
    private ConfigurationReloadToken next = new();

    /// <summary>Fires at the next change.</summary>
    public IChangeToken Next => Volatile.Read(ref next);

    /// <summary>Tells whoever has a token.</summary>
    public void Fire() => Interlocked.Exchange(ref next, new ConfigurationReloadToken()).OnReload();
}
