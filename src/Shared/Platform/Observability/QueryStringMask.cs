using Serilog.Core;
using Serilog.Events;

namespace MonolithFirst.Platform.Observability;

/// <summary>
/// Keeps query strings out of the log. The framework logs whole addresses where it is told to log much, and what people search for, by
/// e-mail address for one, stands in them.
/// </summary>
internal sealed class QueryStringMask : ILogEventEnricher
{
    private const string Property = "QueryString";

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        if (logEvent.Properties.TryGetValue(Property, out var query) && query is not ScalarValue { Value: null or "" })
        {
            logEvent.AddOrUpdateProperty(propertyFactory.CreateProperty(Property, "?***"));
        }
    }
}
