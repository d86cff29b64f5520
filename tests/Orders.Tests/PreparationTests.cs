using MonolithFirst.Abstractions;
using MonolithFirst.Orders.Features;
using MonolithFirst.Platform.Messaging;

namespace MonolithFirst.Orders.Tests;

/// <summary>What placing an order fetches before its transaction begins.</summary>
public sealed class PreparationTests
{
    private static readonly PlaceOrder.Request Request = new([new PlaceOrder.Line("cup-1", 1)]);

    [Fact]
    public async Task A_catalogue_that_does_not_answer_is_the_handlers_to_tell()
    {
        var assortment = new PlaceOrder.Assortment(new Away());

        // An order that was placed before under the same key is answered without its handler, and so without the catalogue.
        await assortment.PrepareAsync(Request, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<QueryFailedException>(() => assortment.Answer);
    }

    [Fact]
    public async Task A_handler_that_nothing_was_fetched_for_fails() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => new PlaceOrder.Assortment(new Away()).Answer);

    private sealed class Away : IQueryBus
    {
        public async Task<TAnswer> AskAsync<TAnswer>(IQuery<TAnswer> query, CancellationToken cancellationToken)
        {
            await Task.Yield();
            throw new QueryFailedException("catalog_get_products", QueryFailure.TimedOut, "Away.");
        }
    }
}
