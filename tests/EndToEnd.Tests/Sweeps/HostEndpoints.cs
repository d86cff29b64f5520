using System.Security.Claims;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Host;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Sweeps;

/// <summary>Who may call an endpoint, as its own authorization metadata says.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The template without constraints, such as <c>/api/orders/{id}</c>.</param>
/// <param name="IsOpen">Whether anybody may, signed in or not.</param>
/// <param name="Roles">The roles each of which may.</param>
/// <param name="IsPage">Whether it is a page of the console, and no part of the API.</param>
internal sealed record HostEndpoint(string Method, string Path, bool IsOpen, IReadOnlySet<string> Roles, bool IsPage)
{
    public string Name => $"{Method} {Path}";

    /// <inheritdoc />
    public override string ToString() => Name;
}

/// <summary>
/// The endpoints that the program really has: it is composed in this process, and asked. So an endpoint is covered that nobody has thought of
/// telling to any test.
/// </summary>
public sealed partial class HostEndpoints : IAsyncLifetime
{
    private static readonly string[] AllRoles = ["customer", "staff", "admin"];

    private const string FilesOfTheSourceTree = "Fallback {**path:file}";

    private readonly TemporaryFolder folder = new();

    /// <summary>All of them, by path and method.</summary>
    internal IReadOnlyList<HostEndpoint> All { get; private set; } = [];

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        await using var program = Program.Build([$"--Database:DataFolder={folder["data"]}"]);
        Program.Map(program);
        var endpoints = ((IEndpointRouteBuilder)program).DataSources.SelectMany(source => source.Endpoints);
        var all = new List<HostEndpoint>();
        // Files of the console (scripts, styles) are the same for everybody, and many. What serves those that are new in the source tree is
        // there where the host is built and not published.
        var served = endpoints
            .OfType<RouteEndpoint>()
            .Where(endpoint =>
                endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null && endpoint.DisplayName != FilesOfTheSourceTree
            );
        foreach (var endpoint in served)
        {
            all.AddRange(await ReadAsync(program.Services, endpoint));
        }

        All = [.. all.OrderBy(endpoint => endpoint.Path, StringComparer.Ordinal).ThenBy(endpoint => endpoint.Method)];
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<IEnumerable<HostEndpoint>> ReadAsync(IServiceProvider services, RouteEndpoint endpoint)
    {
        var isOpen = await MayAsync(services, endpoint, new ClaimsPrincipal(new ClaimsIdentity()));
        var roles = new HashSet<string>();
        foreach (var role in AllRoles)
        {
            Claim[] claims = [new("sub", Guid.NewGuid().ToString()), new("roles", role)];
            if (await MayAsync(services, endpoint, new ClaimsPrincipal(new ClaimsIdentity(claims, "test", "sub", "roles"))))
            {
                roles.Add(role);
            }
        }

        var path = "/" + Constraint().Replace(endpoint.RoutePattern.RawText!, "{$1}").Trim('/');
        var isPage = endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;
        // An endpoint that names no method takes any.
        var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"];
        return methods.Select(method => new HostEndpoint(method, path, isOpen, roles, isPage));
    }

    /// <summary>Asks the policies as the middleware does, for a caller on this machine, as tests are.</summary>
    private static async Task<bool> MayAsync(IServiceProvider services, RouteEndpoint endpoint, ClaimsPrincipal user)
    {
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return true;
        }

        await using var scope = services.CreateAsyncScope();
        var policy = await AuthorizationPolicy.CombineAsync(
            scope.ServiceProvider.GetRequiredService<IAuthorizationPolicyProvider>(),
            endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>(),
            endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>()
        );
        var request = new DefaultHttpContext { RequestServices = scope.ServiceProvider, User = user };
        request.Connection.RemoteIpAddress = System.Net.IPAddress.Loopback;
        request.SetEndpoint(endpoint);
        var authorization = scope.ServiceProvider.GetRequiredService<IAuthorizationService>();
        return policy is null || (await authorization.AuthorizeAsync(user, request, policy)).Succeeded;
    }

    [GeneratedRegex(@"\{\**(\w+)[^}]*\}")]
    private static partial Regex Constraint();
}
