using Microsoft.AspNetCore.Components;

namespace MonolithFirst.Host.Console.Parts;

/// <summary>The same for what renews itself, which must not go blank each time: the answer begins when all of it is there.</summary>
[StreamRendering(false)]
public sealed class LoadedAtOnce<T> : Loaded<T>;
