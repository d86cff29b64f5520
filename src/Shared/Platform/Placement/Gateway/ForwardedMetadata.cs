namespace MonolithFirst.Platform.Placement.Gateway;

/// <summary>Marks the gateway's own endpoints, behind which all routes of a module elsewhere lie.</summary>
internal sealed record ForwardedMetadata(string Module);
