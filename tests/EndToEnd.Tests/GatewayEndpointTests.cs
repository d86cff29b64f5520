using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using MonolithFirst.Host;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>
/// The program composed in this process, asked for its operations. A gateway has those of all modules, for its document; so this finds
/// an endpoint that takes a service of its own module's, which a gateway without that module does not have.
/// </summary>
public sealed class GatewayEndpointTests : IDisposable
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task A_gateway_without_a_module_has_the_operations_of_the_monolith()
    {
        var monolith = await OperationsOfAsync($"--Database:DataFolder={folder["data"]}");
        var gateway = await OperationsOfAsync(
            "--MODULES=none",
            "--Database:Provider=MySql",
            $"--Database:Secret={Secret}",
            "--Messaging:Broker=amqp://127.0.0.1:1",
            $"--Placement:Secrets:0={Secret}"
        );

        Assert.Contains(monolith, operation => operation.StartsWith("orders_place_order POST", StringComparison.Ordinal));
        Assert.Equal(monolith, gateway);
    }

    public void Dispose() => folder.Dispose();

    private static async Task<List<string>> OperationsOfAsync(params string[] settings)
    {
        await using var program = Program.Build(settings);
        Program.Map(program);
        return
        [
            .. ((IEndpointRouteBuilder)program)
                .DataSources.SelectMany(source => source.Endpoints)
                .OfType<RouteEndpoint>()
                .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))
                .Select(OperationOf)
                .OfType<string>()
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>What a client sees of it; null for a route that is no operation of a module.</summary>
    private static string? OperationOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is { } name
            ? string.Join(
                ' ',
                [
                    name.EndpointName,
                    .. endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [],
                    endpoint.RoutePattern.RawText,
                    endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType?.Name,
                ]
            )
            : null;
}
