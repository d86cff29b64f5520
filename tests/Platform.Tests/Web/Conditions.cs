using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Platform.Tests.Messaging;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Tests.Web;

/// <summary>Entity tags, idempotency keys and pages.</summary>
public sealed class Conditions(WebFixture web) : IClassFixture<WebFixture>
{
    private const string Things = "/api/sample/things";
    private const string Gadget = "/api/sample/gadgets/g1";

    [Theory]
    [InlineData(null, 428, "concurrency.if_match_required")]
    [InlineData("\"2\"", 412, "concurrency.stale")]
    [InlineData("\"3\"", 200, null)]
    [InlineData("*", 200, null)]
    [InlineData("3", 400, "validation.failed")]
    [InlineData("W/\"3\"", 400, "validation.failed")]
    [InlineData("\"three\"", 400, "validation.failed")]
    [InlineData("\"99999999999\"", 400, "validation.failed")]
    public async Task An_edit_needs_the_version_that_was_read(string? ifMatch, int status, string? code)
    {
        using var content = WebFixture.JsonOf("{\"name\":\"x\"}"u8.ToArray());
        var answer = await web.SendAsync(HttpMethod.Put, Gadget, content, "", ifMatch is null ? [] : [("If-Match", ifMatch)]);
        Assert.Equal(code, answer.MustBe((HttpStatusCode)status).Code);
        Assert.Equal(status == 200 ? "\"4\"" : null, answer.ETag);
    }

    [Fact]
    public async Task Reading_gives_the_version() => Assert.Equal("\"3\"", (await web.GetAsync(Gadget)).ETag);

    [Fact]
    public async Task The_same_key_and_body_give_the_first_answer_again()
    {
        var key = Guid.NewGuid().ToString();
        var first = (await MakeAsync("once-1", key)).MustBe(HttpStatusCode.Created);
        var second = (await MakeAsync("once-1", key)).MustBe(HttpStatusCode.Created);
        Assert.Equal(first.Body, second.Body);
        Assert.Equal(first.Location, second.Location);
        Assert.Equal(1, await RowsAsync("once-1"));
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        var key = Guid.NewGuid().ToString();
        (await MakeAsync("once-2", key)).MustBe(HttpStatusCode.Created);
        (await MakeAsync("other-2", key)).MustBe(HttpStatusCode.UnprocessableEntity, "idempotency.key_reused");
        Assert.Equal(0, await RowsAsync("other-2"));
    }

    [Fact]
    public async Task Callers_do_not_meet_in_each_others_keys()
    {
        var key = Guid.NewGuid().ToString();
        (await MakeAsync("mine", key)).MustBe(HttpStatusCode.Created);
        (await MakeAsync("theirs", key, user: Guid.NewGuid().ToString())).MustBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_refusal_leaves_the_key_unused()
    {
        var key = Guid.NewGuid().ToString();
        (await MakeAsync("refused", key)).MustBe(HttpStatusCode.Conflict, "sample.refused");
        (await MakeAsync("refused-not", key)).MustBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Requests_at_once_with_the_same_key_are_one()
    {
        var key = Guid.NewGuid().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => MakeAsync("slow", key)));
        Assert.All(answers, answer => answer.MustBe(HttpStatusCode.Created));
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        Assert.Equal(1, await RowsAsync("slow"));
    }

    [Fact]
    public async Task A_key_that_is_empty_is_refused() =>
        (await MakeAsync("bad-key", "")).MustBe(HttpStatusCode.BadRequest, "validation.failed");

    [Fact]
    public async Task A_key_that_is_too_long_is_refused() =>
        (await MakeAsync("bad-key", new string('k', 256))).MustBe(HttpStatusCode.BadRequest, "validation.failed");

    [Fact]
    public async Task Old_keys_are_deleted_and_young_ones_kept()
    {
        var (old, young) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        (await MakeAsync("purged", old)).MustBe(HttpStatusCode.Created);
        (await MakeAsync("kept", young)).MustBe(HttpStatusCode.Created);
        await using var scope = web.App.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<SampleDbContext>();
        var aged = await context.Database.ExecuteSqlAsync(
            $"UPDATE idempotency_keys SET created_at = {DateTime.UtcNow.AddDays(-2)} WHERE \"key\" = {old}",
            TestContext.Current.CancellationToken
        );
        Assert.Equal(1, aged);
        await ActivatorUtilities
            .CreateInstance<PurgeIdempotencyKeys<SampleDbContext>>(scope.ServiceProvider)
            .RunAsync(TestContext.Current.CancellationToken);
        var keys = await context.IdempotencyKeys.Select(record => record.Key).ToListAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(old, keys);
        Assert.Contains(young, keys);
    }

    [Fact]
    public async Task Lists_come_in_pages()
    {
        foreach (var name in (string[])["page-c", "page-a", "page-b"])
        {
            (await MakeAsync(name, null)).MustBe(HttpStatusCode.Created);
        }

        var all = (await web.GetAsync(Things + "?pageSize=100&sort=text")).MustBe(HttpStatusCode.OK).Json;
        var texts = all.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("text").GetString()!).ToList();
        Assert.Equal(texts.Order(StringComparer.OrdinalIgnoreCase), texts);
        Assert.Equal(texts.Count, all.GetProperty("total").GetInt64());
        var last = (await web.GetAsync(Things + "?pageSize=1&page=1&sort=-text")).Json;
        Assert.Equal(texts[^1], Assert.Single(last.GetProperty("items").EnumerateArray()).GetProperty("text").GetString());
        Assert.Equal(1, last.GetProperty("pageSize").GetInt32());
        Assert.Empty((await web.GetAsync(Things + "?page=1000")).MustBe(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray());
    }

    private Task<Testing.Answer> MakeAsync(string name, string? key, string user = "") =>
        web.PostAsync(
            Things,
            $$$"""{"name":"{{{name}}}","quantity":1,"price":{"amount":"1.00","currency":"EUR"},"kind":"small","lines":[]}""",
            user,
            key is null ? [] : [("Idempotency-Key", key)]
        );

    private async Task<int> RowsAsync(string text)
    {
        await using var scope = web.App.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SampleDbContext>().Notes.CountAsync(note => note.Text == text);
    }
}
