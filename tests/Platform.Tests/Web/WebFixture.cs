using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MonolithFirst.Host;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Tests.Messaging;
using MonolithFirst.Testing;

namespace MonolithFirst.Platform.Tests.Web;

/// <summary>The platform's web setup with the sample module, in this process, on a port of its own.</summary>
public class WebFixture : IAsyncLifetime
{
    private const string Register = """[{ "name": "sample", "owner": "tests", "purpose": "Try the platform." }]""";

    private readonly TemporaryFolder folder = new();
    private WebApplication? app;

    /// <summary>A user who calls where a test does not care who.</summary>
    public static string SomeUser => "0197b2a0-0000-7000-8000-000000000001";

    public HttpClient Http { get; private set; } = new();

    internal WebApplication App => app!;

    protected virtual IEnumerable<KeyValuePair<string, string?>> Settings => [];

    /// <summary>What this process hosts, as <c>MODULES</c> says it.</summary>
    protected virtual string Modules => "*";

    public virtual async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([
            new("Serilog:MinimumLevel:Default", "Fatal"),
            new("Serilog:MinimumLevel:Override:Microsoft.Hosting.Lifetime", "Fatal"),
            new("Messaging:QueryTimeLimit", "00:00:00.500"),
            new("Database:DataFolder", folder.FullName),
            .. Settings,
        ]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var catalog = ModuleCatalog.Compose(ModuleRegister.Parse(Register), [typeof(SampleModule).Assembly], Modules);
        builder.AddPlatform(catalog, typeof(Program).Assembly);
        builder
            .Services.AddAuthentication(KnownCallers.Scheme)
            .AddScheme<AuthenticationSchemeOptions, KnownCallers>(KnownCallers.Scheme, null);
        Add(builder.Services);
        app = builder.Build();
        app.UsePlatform();
        if (catalog.Hosted.Count > 0)
        {
            await using var scope = app.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<SampleDbContext>().Database.EnsureCreatedAsync();
        }

        await app.StartAsync();
        Http = new HttpClient(
            new SocketsHttpHandler
            {
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
            }
        )
        {
            BaseAddress = new Uri(app.Urls.First()),
        };
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Http.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>Adds to what the platform has added.</summary>
    protected virtual void Add(IServiceCollection services) { }

    public Task<Answer> GetAsync(string path, string? user = "", params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, null, user, headers);

    public Task<Answer> PostAsync(string path, string json, string? user = "", params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, JsonOf(Encoding.UTF8.GetBytes(json)), user, headers);

    /// <param name="method">The method.</param>
    /// <param name="path">The address.</param>
    /// <param name="content">The body.</param>
    /// <param name="user">Who calls: an id, with roles behind a colon; null for nobody.</param>
    /// <param name="headers">Further headers.</param>
    public async Task<Answer> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        string? user = "",
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (user is not null)
        {
            request.Headers.TryAddWithoutValidation(KnownCallers.Header, user.Length == 0 ? SomeUser : user);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer(response.StatusCode, body, response.Headers, response.Content.Headers, $"{method} {path}");
    }

    public static ByteArrayContent JsonOf(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}

/// <summary>Believes what a header says about the caller: an id, with roles behind a colon.</summary>
internal sealed class KnownCallers(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public new const string Scheme = "KnownCallers";
    public const string Header = "X-Test-User";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var given = Request.Headers[Header].ToString();
        if (given.Length == 0)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var parts = given.Split(':');
        var identity = new ClaimsIdentity(
            [new Claim("sub", parts[0]), .. parts.Skip(1).Select(role => new Claim(ClaimTypes.Role, role))],
            Scheme
        );
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme)));
    }
}
