using System.Net;
using System.Text;
using MonolithFirst.Testing;

namespace MonolithFirst.Catalog.Tests;

public sealed class Products_over_rest_on_sqlite(HostFixture host) : ProductApiTests(host), IClassFixture<HostFixture>;

public sealed class Products_over_rest_on_mysql(MySqlHostFixture host) : ProductApiTests(host), IClassFixture<MySqlHostFixture>;

/// <summary>The catalogue as REST clients meet it; the same on every database.</summary>
public abstract class ProductApiTests(HostFixtureOf host)
{
    private const string Products = "/api/catalog/products";

    private readonly string mark = "t" + Guid.NewGuid().ToString("N")[..10];

    [Fact]
    public async Task Staff_add_a_product_and_anybody_reads_it()
    {
        var added = await AddAsync("mug", "Blue mug");

        Assert.Equal($"{Products}/{Sku("MUG")}", added.Location);
        Assert.Equal("\"1\"", added.ETag);
        var read = (await host.Anonymous.GetAsync($"{Products}/{mark}-mug")).MustBe(HttpStatusCode.OK);
        Assert.Equal(added.Body, read.Body);
        Assert.Equal("\"1\"", read.ETag);
        Assert.Equal("12.90", read.Json.GetProperty("price").GetProperty("amount").GetString());
    }

    [Fact]
    public async Task A_sku_is_given_once_also_when_many_ask_at_the_same_time()
    {
        var staff = await host.StaffAsync();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(number => staff.PostAsync(Products, Product(number % 2 == 0 ? "one" : "ONE", "Only one")))
        );

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal(7, answers.Count(answer => answer.Code == "catalog.sku_taken" && answer.Status == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task The_same_idempotency_key_adds_once()
    {
        var staff = await host.StaffAsync();
        var first = (await staff.PostAsync(Products, Product("key", "Keyed"), mark)).MustBe(HttpStatusCode.Created);

        var again = (await staff.PostAsync(Products, Product("key", "Keyed"), mark)).MustBe(HttpStatusCode.Created);

        Assert.Equal(first.Body, again.Body);
        (await staff.PostAsync(Products, Product("key", "Otherwise"), mark)).MustBe(
            HttpStatusCode.UnprocessableEntity,
            "idempotency.key_reused"
        );
    }

    [Fact]
    public async Task An_edit_needs_the_version_that_was_read_and_keeps_the_old_price()
    {
        var staff = await host.StaffAsync();
        var etag = (await AddAsync("mug", "Blue mug")).ETag!;
        var path = $"{Products}/{Sku("MUG")}";
        var edited = Edited("Red mug", "9.90");

        (await staff.PutAsync(path, edited)).MustBe(HttpStatusCode.PreconditionRequired);
        (await staff.PutAsync(path, edited, "\"7\"")).MustBe(HttpStatusCode.PreconditionFailed);
        Assert.Equal("Blue mug", (await staff.GetAsync(path)).Json.GetProperty("name").GetString());
        var changed = (await staff.PutAsync(path, edited, etag)).MustBe(HttpStatusCode.OK);
        Assert.Equal("\"2\"", changed.ETag);
        (await staff.PutAsync(path, edited, etag)).MustBe(HttpStatusCode.PreconditionFailed);

        var prices = (await staff.GetAsync(path + "/prices")).MustBe(HttpStatusCode.OK).Json.GetProperty("items");
        Assert.Equal(["9.90", "12.90"], prices.EnumerateArray().Select(row => row.GetProperty("price").GetProperty("amount").GetString()));
        Assert.Equal(prices[0].GetProperty("validFrom").GetDateTime(), prices[1].GetProperty("validTo").GetDateTime());
        Assert.Equal("Red mug", (await staff.GetAsync(path)).Json.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Of_edits_at_the_same_time_one_wins_and_the_others_are_told()
    {
        var staff = await host.StaffAsync();
        var etag = (await AddAsync("mug", "Blue mug")).ETag!;

        var answers = await Task.WhenAll(
            Enumerable.Range(1, 6).Select(price => staff.PutAsync($"{Products}/{Sku("MUG")}", Edited("Mug", price + ".00"), etag))
        );

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(5, answers.Count(answer => answer.Status == HttpStatusCode.PreconditionFailed));
        var prices = await staff.GetAsync($"{Products}/{Sku("MUG")}/prices");
        Assert.Equal(2, prices.Json.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Archived_products_are_listed_for_staff_alone_and_read_by_anybody()
    {
        var (staff, customer) = (await host.StaffAsync(), await host.CustomerAsync());
        var etag = (await AddAsync("old", "Old mug")).ETag!;
        await AddAsync("new", "New mug");
        var path = $"{Products}/{Sku("OLD")}";

        var archived = (await staff.PostIfMatchAsync(path + "/archive", etag)).MustBe(HttpStatusCode.OK);

        Assert.Equal("archived", archived.Json.GetProperty("status").GetString());
        Assert.Equal([Sku("NEW")], await ListAsync(host.Anonymous, ""));
        Assert.Equal([Sku("NEW")], await ListAsync(customer, "&status=active"));
        Assert.Equal([Sku("NEW"), Sku("OLD")], await ListAsync(staff, ""));
        Assert.Equal([Sku("OLD")], await ListAsync(staff, "&status=archived"));
        (await host.Anonymous.GetAsync(path)).MustBe(HttpStatusCode.OK);
        (await host.Anonymous.GetAsync(Products + "?status=archived")).MustBe(HttpStatusCode.Unauthorized);
        (await customer.GetAsync(Products + "?status=archived")).MustBe(HttpStatusCode.Forbidden);

        (await staff.PostIfMatchAsync(path + "/activate", etag)).MustBe(HttpStatusCode.PreconditionFailed);
        (await staff.PostAsync(path + "/activate")).MustBe(HttpStatusCode.PreconditionRequired);
        (await staff.PostIfMatchAsync(path + "/activate", archived.ETag!)).MustBe(HttpStatusCode.OK);
        Assert.Equal([Sku("NEW"), Sku("OLD")], await ListAsync(host.Anonymous, ""));
    }

    [Theory]
    [InlineData("GRÜNER", "TEA")]
    [InlineData("tee", "TEA", "TIN")]
    [InlineData("tee dose", "TIN")]
    [InlineData("loses blatt", "TEA")]
    [InlineData("100%25", "TIN")]
    [InlineData("100%25 ", "TIN")]
    [InlineData("e_n", "TIN")]
    [InlineData("wow!", "TIN")]
    [InlineData("%25_%25")]
    [InlineData("%27 OR 1=1")]
    [InlineData("tin", "TIN")]
    public async Task A_search_finds_all_words_without_regard_to_case_and_takes_no_wildcards(string search, params string[] found)
    {
        await AddAsync("tea", "Grüner Tee", "Loses Blatt");
        await AddAsync("tin", "Teedose", "100% Blech, e_n Wow!");

        var listed = await host.Anonymous.GetAsync($"{Products}?sort=sku&search={mark} {search}");

        Assert.Equal(found.Select(Sku), SkusOf(listed.MustBe(HttpStatusCode.OK)));
    }

    [Fact]
    public async Task Lists_are_sorted_and_paged()
    {
        await AddAsync("b", "Cup", price: "3.00");
        await AddAsync("a", "Bowl", price: "20.00");
        await AddAsync("c", "Ash tray", price: "1.00");

        Assert.Equal(["C", "A", "B"], await SortedAsync("name"));
        Assert.Equal(["C", "B", "A"], await SortedAsync("-sku"));
        Assert.Equal(["C", "B", "A"], await SortedAsync("price"));
        Assert.Equal(["C", "A", "B"], await SortedAsync("-updatedAt"));
        var second = (await host.Anonymous.GetAsync($"{Products}?search={mark}&sort=sku&page=2&pageSize=2")).Json;
        Assert.Equal((1, 3), (second.GetProperty("items").GetArrayLength(), second.GetProperty("total").GetInt32()));
    }

    [Theory]
    [InlineData("sort=secret")]
    [InlineData("page=0")]
    [InlineData("page=x")]
    [InlineData("pageSize=101")]
    [InlineData("pageSize=-1")]
    [InlineData("status=gone")]
    [InlineData("status=7")]
    [InlineData("status=0")]
    [InlineData("status=Active")]
    [InlineData("search=a%00b")]
    [InlineData("search=12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901")]
    public async Task Bad_lists_are_refused(string query) =>
        Assert.NotNull((await host.Anonymous.GetAsync($"{Products}?{query}")).MustBe(HttpStatusCode.BadRequest).Code);

    [Theory]
    [InlineData("""{"sku":"#","name":"N","description":"","price":{"amount":"0","currency":"EUR"}}""")]
    [InlineData("""{"sku":"#","name":"N","description":"","price":{"amount":"-1.00","currency":"EUR"}}""")]
    [InlineData("""{"sku":"#","name":"N","description":"","price":{"amount":"1.001","currency":"EUR"}}""")]
    [InlineData("""{"sku":"#","name":"N","description":"","price":{"amount":"1","currency":"XXX"}}""")]
    [InlineData("""{"sku":"#","name":"N","description":"","price":{"amount":"99999999999999999999","currency":"EUR"}}""")]
    [InlineData("""{"sku":"#","name":"N","description":"","price":{"amount":"90000000000.00","currency":"EUR"}}""")]
    [InlineData("""{"sku":"#","name":"N","description":"","price":1}""")]
    [InlineData("""{"sku":"#","name":"N","description":"","price":null}""")]
    [InlineData("""{"sku":"#","name":"N","description":""}""")]
    [InlineData("""{"sku":"#","name":" ","description":"","price":{"amount":"1","currency":"EUR"}}""")]
    [InlineData("""{"sku":"#","name":"a\u0000b","description":"","price":{"amount":"1","currency":"EUR"}}""")]
    [InlineData("""{"sku":"#","name":"\ud800","description":"","price":{"amount":"1","currency":"EUR"}}""")]
    [InlineData("""{"sku":"#","name":null,"description":"","price":{"amount":"1","currency":"EUR"}}""")]
    [InlineData("""{"sku":"#","name":"N","description":"\u0007","price":{"amount":"1","currency":"EUR"}}""")]
    [InlineData("""{"sku":"#","name":"N","description":"","price":{"amount":"1","currency":"EUR"},"colour":"red"}""")]
    [InlineData("""{"sku":"# #","name":"N","description":"","price":{"amount":"1","currency":"EUR"}}""")]
    [InlineData("""{"sku":"#Ä","name":"N","description":"","price":{"amount":"1","currency":"EUR"}}""")]
    [InlineData(
        """{"sku":"#0123456789012345678901234567890123456789","name":"N","description":"","price":{"amount":"1","currency":"EUR"}}"""
    )]
    [InlineData("""{"sku":7,"name":"N","description":"","price":{"amount":"1","currency":"EUR"}}""")]
    [InlineData("""{"sku":"#","name":"N",""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task Bad_products_are_refused_and_leave_no_row(string body)
    {
        var staff = await host.StaffAsync();
        using var content = new StringContent(body.Replace("#", mark, StringComparison.Ordinal), Encoding.UTF8, "application/json");

        var answer = await staff.PostAsync(Products, content);

        Assert.NotNull(answer.MustBe(HttpStatusCode.BadRequest).Code);
        Assert.Empty(await ListAsync(staff, ""));
    }

    [Fact]
    public async Task Too_long_texts_are_refused_together()
    {
        var staff = await host.StaffAsync();
        var tooLong = new
        {
            sku = mark,
            name = new string('n', 201),
            description = new string('d', 2001),
            price = new { amount = "0", currency = "EUR" },
        };

        var errors = (await staff.PostAsync(Products, tooLong)).MustBe(HttpStatusCode.BadRequest).Json.GetProperty("errors");

        Assert.Equal(["description", "name", "price"], errors.EnumerateObject().Select(field => field.Name).Order());
    }

    [Theory]
    [InlineData("NEVER-SEEN")]
    [InlineData("%27%20OR%201=1")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task Unknown_skus_are_not_found(string sku)
    {
        var staff = await host.StaffAsync();
        const string Code = "catalog.product_not_found";
        (await staff.GetAsync($"{Products}/{sku}")).MustBe(HttpStatusCode.NotFound, Code);
        (await staff.GetAsync($"{Products}/{sku}/prices")).MustBe(HttpStatusCode.NotFound, Code);
        (await staff.PutAsync($"{Products}/{sku}", Edited("N", "1.00"), "*")).MustBe(HttpStatusCode.NotFound, Code);
        (await staff.PostIfMatchAsync($"{Products}/{sku}/archive", "*")).MustBe(HttpStatusCode.NotFound, Code);
    }

    [Fact]
    public async Task Only_staff_change_products()
    {
        await AddAsync("mug", "Mug");
        var customer = await host.CustomerAsync();
        foreach (var (client, status) in new[] { (customer, HttpStatusCode.Forbidden), (host.Anonymous, HttpStatusCode.Unauthorized) })
        {
            var path = $"{Products}/{Sku("MUG")}";
            (await client.PostAsync(Products, Product("x", "X"))).MustBe(status);
            (await client.PutAsync(path, Edited("X", "1.00"), "*")).MustBe(status);
            (await client.PostIfMatchAsync(path + "/archive", "*")).MustBe(status);
            (await client.PostIfMatchAsync(path + "/activate", "*")).MustBe(status);
            (await client.GetAsync(path + "/prices")).MustBe(status);
        }

        Assert.Equal([Sku("MUG")], await ListAsync(host.Anonymous, ""));
    }

    [Fact]
    public async Task The_catalogue_begins_with_a_few_products_to_try()
    {
        var mug = (await host.Anonymous.GetAsync(Products + "/MUG-BLUE")).MustBe(HttpStatusCode.OK);
        Assert.Equal("active", mug.Json.GetProperty("status").GetString());
        var available = (await host.Anonymous.GetAsync("/api/inventory/availability/MUG-BLUE")).MustBe(HttpStatusCode.OK);
        Assert.True(available.Json.GetProperty("available").GetInt32() > 0);
    }

    private string Sku(string name) => $"{mark}-{name}".ToUpperInvariant();

    private object Product(string sku, string name, string description = "", string price = "12.90") =>
        new
        {
            sku = $"{mark}-{sku}",
            name,
            description,
            price = new { amount = price, currency = "EUR" },
        };

    private static object Edited(string name, string price) =>
        new
        {
            name,
            description = "",
            price = new { amount = price, currency = "EUR" },
        };

    private async Task<Answer> AddAsync(string sku, string name, string description = "", string price = "12.90") =>
        (await (await host.StaffAsync()).PostAsync(Products, Product(sku, name, description, price))).MustBe(HttpStatusCode.Created);

    private async Task<IEnumerable<string>> ListAsync(Client client, string filter) =>
        SkusOf((await client.GetAsync($"{Products}?sort=sku&search={mark}{filter}")).MustBe(HttpStatusCode.OK));

    private async Task<IEnumerable<string>> SortedAsync(string sort) =>
        SkusOf((await host.Anonymous.GetAsync($"{Products}?search={mark}&sort={sort}")).MustBe(HttpStatusCode.OK))
            .Select(sku => sku[(mark.Length + 1)..]);

    private static IEnumerable<string> SkusOf(Answer page) =>
        page.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("sku").GetString()!);
}
