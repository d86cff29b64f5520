using Serilog.Context;

namespace MonolithFirst.Platform.Observability;

/// <summary>Puts module and service name on every line logged until it is disposed.</summary>
public static class LogScope
{
    /// <summary>Begins the scope.</summary>
    /// <param name="module">The module that the running code belongs to.</param>
    /// <param name="service">The service name, or a use case's name.</param>
    public static IDisposable Begin(string module, string service) =>
        LogContext.Push(
            new Serilog.Core.Enrichers.PropertyEnricher("Module", module),
            new Serilog.Core.Enrichers.PropertyEnricher("Service", service)
        );
}
