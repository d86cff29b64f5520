using MonolithFirst.Platform.Messaging;
using Serilog.Core;
using Serilog.Events;

namespace MonolithFirst.Platform.Observability;

/// <summary>Puts user and correlation on every line, and names the host where no module is at work. Users are ids, never names or addresses.</summary>
internal sealed class FlowEnricher : ILogEventEnricher
{
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        var flow = MessageFlow.CurrentOrNull;
        Add("User", flow?.User ?? "-");
        Add("Correlation", flow?.Correlation ?? "-");
        Add("Module", "host");
        Add("Service", "-");

        void Add(string name, string value) => logEvent.AddPropertyIfAbsent(propertyFactory.CreateProperty(name, value));
    }
}
