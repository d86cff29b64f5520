using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Tests.Web;

/// <summary>The platform in a host that has pages for people.</summary>
public sealed class PagesFixture : WebFixture
{
    protected override void Add(IServiceCollection services) => services.AddSingleton<IProblemPages, Pages>();

    private sealed class Pages : IProblemPages
    {
        public bool IsFor(HttpRequest request) => request.Headers.Accept == "text/html";

        public Task ShowAsync(HttpContext context, int status)
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync($"<p>{status}</p>");
        }
    }
}

public sealed class ProblemPageTests(PagesFixture web) : IClassFixture<PagesFixture>
{
    [Theory]
    [InlineData("/api/sample/failures/inside", 500)]
    [InlineData("/api/sample/failures/away", 503)]
    [InlineData("/api/sample/failures/forbidden", 403)]
    [InlineData("/api/sample/nowhere", 404)]
    public async Task What_fails_or_is_refused_is_shown_to_people_in_a_page_and_to_programs_in_problem_details(string path, int status)
    {
        var page = (await web.PostAsync(path, "", headers: ("Accept", "text/html"))).MustBe((HttpStatusCode)status);
        Assert.Equal($"<p>{status}</p>", page.Body);
        Assert.Equal(status == 503, page.Headers.RetryAfter is not null);

        var problem = (await web.PostAsync(path, "", headers: ("Accept", "application/json"))).MustBe((HttpStatusCode)status);
        Assert.NotNull(problem.Code);
    }
}
