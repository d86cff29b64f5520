using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Faults;

/// <summary>Takes the whole machine, which other tests must not have to share.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WholeMachine
{
    public const string Name = "the whole machine";
}

/// <summary>
/// Ten times the requests that the host can take, for a minute: those beyond are refused, the others are answered. Customers look at some
/// things before they order one, as a shop's do.
/// </summary>
[Collection(WholeMachine.Name)]
[Trait("suite", "whole-machine")]
public sealed class OverloadTests(HostFixture host) : IClassFixture<HostFixture>
{
    private const int Times = 10;
    private const int Customers = 24;

    // More than the host works on and lets wait, or nothing would be refused; the offer stops there, so that the test stays small too.
    private const int MostUnderWay = 1500;
    private const int Receipts = 10;
    private const int PiecesEach = 10_000;
    private const int Pieces = Receipts * PiecesEach;

    private const int RequestsAnOrder = 10;

    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Storm = TimeSpan.FromSeconds(60);

    // From the second quarter of the storm to its last. A leak would take what each request leaves behind; a heap that grows into its working
    // size with many requests at once has done so before.
    private const double MostGrowth = 1.35;

    // Of ten times the load: the same two processors have to make it that have to bear it.
    private const double LeastShare = 0.5;

    private readonly Shop shop = new(host);

    [Fact]
    public async Task Under_ten_times_the_load_requests_are_answered_or_refused_memory_is_bounded_and_afterwards_all_is_as_before()
    {
        var sku = await ManyOfAsync("0.01");
        var customers = new Client[Customers];
        await Parallel.ForAsync(
            0,
            Customers,
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken },
            async (number, _) => customers[number] = await shop.CustomerAsync("5000.00")
        );
        var calm = new Offer(customers, sku);
        await calm.InTurnAsync(Calm);
        var perSecond = calm.Accepted.Count / Calm.TotalSeconds;

        var storm = new Offer(customers, sku);
        var memory = new List<long>();
        using var over = new CancellationTokenSource();
        var watching = WatchMemoryAsync(memory, over.Token);
        await storm.AtRateAsync(perSecond * Times, Storm, MostUnderWay);
        await over.CancelAsync();
        await watching;
        var (second, last) = (memory[(memory.Count / 4)..(memory.Count / 2)].Max(), memory[(memory.Count * 3 / 4)..].Max());

        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"calm: {perSecond:0} requests/s, {calm}; storm: {storm}; memory {memory[0] / 1024} MB, {second / 1024} MB in the second quarter, {last / 1024} MB in the last"
            )
        );
        Assert.Empty(calm.Refused);
        Assert.NotEmpty(storm.Refused);
        Assert.InRange(storm.Orders, 1, storm.Accepted.Count - 1);
        Assert.Empty(storm.Cut);
        Assert.DoesNotContain(storm.Accepted, took => took > TimeSpan.FromMinutes(1));
        Trouble.MustBeClear(storm.Refused, TimeSpan.FromMinutes(1));
        Assert.InRange(storm.Accepted.Count + storm.Refused.Count, perSecond * Times * Storm.TotalSeconds * LeastShare, double.MaxValue);
        Assert.InRange(last, 0, (long)(second * MostGrowth));

        await AllMustBeDoneAsync();
        var calmAgain = new Offer(customers, sku);
        await calmAgain.InTurnAsync(Calm);
        TestContext.Current.TestOutputHelper?.WriteLine($"calm again: {calmAgain}");
        Assert.NotEmpty(calmAgain.Accepted);
        Assert.Empty(calmAgain.Refused);
        await AllMustBeDoneAsync();
        await TheBooksMustAgreeAsync(sku, calm.Orders + storm.Orders + calmAgain.Orders);
    }

    private async Task<string> ManyOfAsync(string price)
    {
        var (sku, staff) = (await shop.ProductAsync(price, PiecesEach), await host.StaffAsync());
        for (var receipt = 1; receipt < Receipts; receipt++)
        {
            var pieces = new { quantity = PiecesEach, reason = "Delivered for a test" };
            (await staff.PostAsync($"/api/inventory/stock/{sku}/receipts", pieces)).MustBe(HttpStatusCode.Created);
        }

        return sku;
    }

    private async Task AllMustBeDoneAsync()
    {
        var (staff, admin) = (await host.StaffAsync(), await host.AdminAsync());
        foreach (var status in new[] { "reserving", "paying", "confirming", "rejecting", "cancelling" })
        {
            await NoneAsync(staff, $"/api/orders?status={status}&pageSize=1");
        }

        await NoneAsync(admin, "/api/platform/messages?status=retrying&pageSize=1");
        await NoneAsync(staff, "/api/notifications?status=pending&pageSize=1");
    }

    private async Task TheBooksMustAgreeAsync(string sku, int orders)
    {
        var staff = await host.StaffAsync();
        var confirmed = (await staff.GetAsync("/api/orders?status=confirmed&pageSize=1")).MustBe(HttpStatusCode.OK);
        // What was answered too late for the client to hear counts as refused there, and was done here.
        Assert.InRange(confirmed.Json.GetProperty("total").GetInt32(), orders, int.MaxValue);
        await shop.StockMustBeAsync(sku, Pieces - confirmed.Json.GetProperty("total").GetInt32(), reserved: 0);
        await shop.LedgerMustBalanceAsync();
    }

    private static Task NoneAsync(Client client, string path) =>
        Eventually.GetAsync(
            () => client.GetAsync(path),
            answer => answer.MustBe(HttpStatusCode.OK).Json.GetProperty("total").GetInt64() == 0,
            TimeSpan.FromMinutes(4),
            "Nothing at " + path
        );

    private async Task WatchMemoryAsync(List<long> kilobytes, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var status = await File.ReadAllLinesAsync($"/proc/{host.Host.Id}/status", CancellationToken.None);
            var line = status.Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            kilobytes.Add(long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));
            await Task.Delay(500, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Requests, and what came of each.</summary>
    private sealed class Offer(Client[] customers, string sku)
    {
        private int orders;

        public ConcurrentQueue<TimeSpan> Accepted { get; } = new();

        /// <summary>Those accepted that place an order.</summary>
        public int Orders => orders;

        public ConcurrentQueue<Trouble> Refused { get; } = new();

        public ConcurrentQueue<Exception> Cut { get; } = new();

        /// <summary>As fast as the host takes them: a few customers, each after the answer to the last.</summary>
        public Task InTurnAsync(TimeSpan time)
        {
            var since = Stopwatch.StartNew();
            return Task.WhenAll(
                customers
                    .Take(8)
                    .Select(async customer =>
                    {
                        for (var number = 0; since.Elapsed < time; number++)
                        {
                            await AskAsync(customer, number);
                        }
                    })
            );
        }

        /// <summary>At a rate that does not wait for answers, as a crowd does not.</summary>
        public async Task AtRateAsync(double perSecond, TimeSpan time, int mostUnderWay)
        {
            using var room = new SemaphoreSlim(mostUnderWay);
            var asked = new List<Task>();
            var since = Stopwatch.StartNew();
            for (var number = 0; since.Elapsed < time; number++)
            {
                var early = TimeSpan.FromSeconds(number / perSecond) - since.Elapsed;
                if (early > TimeSpan.FromMilliseconds(5))
                {
                    await Task.Delay(early);
                }

                await room.WaitAsync();
                // Each customer has a number of its own to begin with, so that not all look, and not all order, at once.
                asked.Add(AskInAsync(room, customers[number % customers.Length], number / customers.Length + number % customers.Length));
            }

            await Task.WhenAll(asked);
        }

        public override string ToString()
        {
            var sorted = Accepted.Order().ToList();
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{sorted.Count} accepted, {Orders} of them orders (p50 {At(0.5)} ms, p99 {At(0.99)} ms), {Refused.Count} refused ({string.Join(", ", Refused.CountBy(trouble => trouble.Answer!.Code ?? "no code"))}), {Cut.Count} cut"
            );

            double At(double share) => sorted.Count == 0 ? 0 : Math.Round(sorted[(int)((sorted.Count - 1) * share)].TotalMilliseconds);
        }

        private async Task AskInAsync(SemaphoreSlim room, Client customer, int number)
        {
            try
            {
                await AskAsync(customer, number);
            }
            finally
            {
                room.Release();
            }
        }

        private async Task AskAsync(Client customer, int number)
        {
            var isOrder = number % RequestsAnOrder == 0;
            try
            {
                var asked = await Trouble.OfAsync(() => isOrder ? PlaceAsync(customer) : customer.GetAsync("/api/catalog/products/" + sku));
                if (asked.Answer!.Status is not (HttpStatusCode.Accepted or HttpStatusCode.OK))
                {
                    Refused.Enqueue(asked);
                    return;
                }

                Accepted.Enqueue(asked.Took);
                if (isOrder)
                {
                    Interlocked.Increment(ref orders);
                }
            }
            catch (Exception cut) when (cut is HttpRequestException or IOException or TaskCanceledException)
            {
                Cut.Enqueue(cut);
            }
        }

        private Task<Answer> PlaceAsync(Client customer) =>
            customer.PostAsync("/api/orders", new { lines = new[] { new { sku, quantity = 1 } } }, Guid.NewGuid().ToString());
    }
}
