using System.Net;
using System.Text.Json;
using MonolithFirst.Testing;

namespace MonolithFirst.Platform.Tests.Web;

/// <summary>The document of the sample module shows that the rules work.</summary>
public sealed class OpenApiOfTheSample(WebFixture web) : IClassFixture<WebFixture>
{
    [Fact]
    public async Task It_is_complete() =>
        OpenApiCheck.IsComplete((await web.GetAsync("/openapi/v1.json", user: null)).MustBe(HttpStatusCode.OK).Json);

    [Fact]
    public async Task It_tells_what_an_endpoint_declares()
    {
        var document = (await web.GetAsync("/openapi/v1.json", user: null)).Json;
        var make = document.GetProperty("paths").GetProperty("/api/sample/things").GetProperty("post");
        Assert.Equal("sample_make_thing", make.GetProperty("operationId").GetString());
        string[] statuses = ["201", "400", "401", "403", "406", "409", "413", "415", "422", "429", "500", "503"];
        Assert.Equal(
            statuses,
            make.GetProperty("responses").EnumerateObject().Select(response => response.Name).Order(StringComparer.Ordinal)
        );
        Assert.Equal("Idempotency-Key", Assert.Single(make.GetProperty("parameters").EnumerateArray()).GetProperty("name").GetString());
        Assert.True(make.GetProperty("responses").GetProperty("201").GetProperty("headers").TryGetProperty("Location", out _));
        var body = make.GetProperty("requestBody").GetProperty("content").GetProperty("application/json");
        Assert.Equal("12.34", body.GetProperty("example").GetProperty("price").GetProperty("amount").GetString());

        var edit = document.GetProperty("paths").GetProperty("/api/sample/gadgets/{code}").GetProperty("put");
        Assert.Contains(
            "If-Match",
            edit.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString())
        );
        Assert.True(edit.GetProperty("responses").TryGetProperty("412", out _));
        Assert.True(edit.GetProperty("responses").TryGetProperty("428", out _));
        Assert.True(edit.GetProperty("responses").GetProperty("200").GetProperty("headers").TryGetProperty("ETag", out _));

        var signIn = document.GetProperty("paths").GetProperty("/api/sample/sign-in").GetProperty("post");
        Assert.False(signIn.TryGetProperty("security", out var security) && security.GetArrayLength() > 0);
        Assert.False(signIn.GetProperty("responses").TryGetProperty("401", out _));
    }

    [Fact]
    public async Task It_tells_the_shape_of_json()
    {
        var schemas = (await web.GetAsync("/openapi/v1.json", user: null)).Json.GetProperty("components").GetProperty("schemas");
        var money = schemas.GetProperty("Money");
        Assert.Equal("string", money.GetProperty("properties").GetProperty("amount").GetProperty("type").GetString());
        Assert.Equal("^[A-Z]{3}$", money.GetProperty("properties").GetProperty("currency").GetProperty("pattern").GetString());
        var kind = schemas.GetProperty("ThingKind");
        Assert.Equal("string", kind.GetProperty("type").GetString());
        Assert.Equal(["small", "veryLarge"], kind.GetProperty("enum").EnumerateArray().Select(value => value.GetString()));
        Assert.False(schemas.TryGetProperty("ProblemDetails", out _));
        // Two use cases, each with a type called Request.
        Assert.True(schemas.GetProperty("MakeThingRequest").GetProperty("properties").TryGetProperty("quantity", out _));
        Assert.False(schemas.GetProperty("EditGadgetRequest").GetProperty("properties").TryGetProperty("quantity", out _));
        Assert.True(schemas.TryGetProperty("PageOfListThingsRow", out _));
    }
}

/// <summary>The document of the product.</summary>
public sealed class OpenApiOfTheHost(HostFixture fixture) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task It_is_complete() =>
        OpenApiCheck.IsComplete((await fixture.Anonymous.GetAsync("/openapi/v1.json")).MustBe(HttpStatusCode.OK).Json);
}

/// <summary>What every operation of a document must say.</summary>
internal static class OpenApiCheck
{
    public static void IsComplete(JsonElement document)
    {
        var faults = new List<string>();
        var ids = new HashSet<string>();
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var name = $"{operation.Name.ToUpperInvariant()} {path.Name}";
                faults.AddRange(FaultsOf(operation.Value).Select(fault => $"{name}: {fault}"));
                if (operation.Value.TryGetProperty("operationId", out var id) && !ids.Add(id.GetString()!))
                {
                    faults.Add($"{name}: its name {id} is taken twice");
                }
            }
        }

        Assert.NotEmpty(ids);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static IEnumerable<string> FaultsOf(JsonElement operation)
    {
        if (!operation.TryGetProperty("operationId", out _))
        {
            yield return "give it a name by .WithName(\"module_use_case\")";
        }

        if (!operation.TryGetProperty("summary", out _))
        {
            yield return "give it a summary by .WithSummary(\"...\")";
        }

        if (operation.TryGetProperty("requestBody", out var body))
        {
            if (body.GetProperty("content").EnumerateObject().Any(content => !content.Value.TryGetProperty("example", out _)))
            {
                yield return "give an example of its body by .WithExample(new Request(...))";
            }
        }

        var responses = operation.GetProperty("responses").EnumerateObject().ToList();
        if (!responses.Any(response => response.Name.StartsWith('2') || response.Name.StartsWith('3')))
        {
            yield return "say what a success is: return TypedResults, or .Produces<T>(status)";
        }

        foreach (var success in responses.Where(response => response.Name is "200" or "201"))
        {
            if (
                !success.Value.TryGetProperty("content", out var content)
                || content.EnumerateObject().Any(type => !type.Value.TryGetProperty("schema", out _))
            )
            {
                yield return $"say what {success.Name} answers: return TypedResults with their exact type, or .Produces<T>({success.Name})";
            }
        }

        foreach (var refusal in responses.Where(response => response.Name is [>= '4', ..]))
        {
            if (!refusal.Value.GetProperty("content").TryGetProperty("application/problem+json", out _))
            {
                yield return $"{refusal.Name} is no problem details";
            }
        }

        foreach (var needed in (string[])["429", "500", "503"])
        {
            if (responses.All(response => response.Name != needed))
            {
                yield return $"{needed} is missing";
            }
        }
    }
}
