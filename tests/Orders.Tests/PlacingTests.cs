using Microsoft.Extensions.Configuration;
using MonolithFirst.Abstractions;
using MonolithFirst.Orders.Domain;
using MonolithFirst.Orders.Features;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Orders.Tests;

public sealed class PlacingTests
{
    private static readonly DateTime Now = new(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [Fact]
    public void The_total_is_the_sum_of_all_lines()
    {
        var order = Place(new OrderLine("CUP", "Cup", new Money(1250, "EUR"), 3), new OrderLine("POT", "Pot", new Money(1, "EUR"), 10_000));
        Assert.Equal(new Money(13_750, "EUR"), order.Total);
        Assert.Equal([1, 2], order.Lines.Select(line => line.Number));
        Assert.Equal(OrderStatus.Reserving, order.Status);
    }

    [Fact]
    public void Lines_in_two_currencies_are_refused()
    {
        var refusal = Assert.Throws<ProblemException>(() =>
            Place(new OrderLine("CUP", "Cup", new Money(1250, "EUR"), 1), new OrderLine("POT", "Pot", new Money(1250, "USD"), 1))
        );
        Assert.Equal(("orders.mixed_currencies", 422), (refusal.Code, refusal.Status));
        Assert.Contains("EUR, USD", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(long.MaxValue, 2, 1)]
    [InlineData(long.MaxValue, 1, 1)]
    [InlineData(long.MaxValue / 2, 1, 10_000)]
    public void A_total_that_does_not_fit_is_refused(long price, int quantity, int otherQuantity)
    {
        var refusal = Assert.Throws<ProblemException>(() =>
            Place(
                new OrderLine("CUP", "Cup", new Money(price, "EUR"), quantity),
                new OrderLine("POT", "Pot", new Money(price, "EUR"), otherQuantity)
            )
        );
        Assert.Equal(("orders.total_too_large", 422), (refusal.Code, refusal.Status));
    }

    [Fact]
    public void A_good_request_is_valid() =>
        Assert.Empty(ErrorsOf(new PlaceOrder.Line("cup-1", 1), new PlaceOrder.Line("POT_2.b", 10_000)));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(10_001)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void A_quantity_out_of_bounds_is_refused(int quantity) =>
        Assert.Equal(["Lines[0].Quantity"], ErrorsOf(new PlaceOrder.Line("CUP", quantity)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("CUP\u0000")]
    [InlineData("CUP CUP")]
    [InlineData("-CUP")]
    [InlineData("CUP\n")]
    [InlineData("ÇUP")]
    [InlineData("'; DROP TABLE orders; --")]
    [InlineData("CUPCUPCUPCUPCUPCUPCUPCUPCUPCUPCUPCUPCUPCUPCUPCUPCUPCUPCUPCUPCUPCUPCUPCUP")]
    public void What_is_no_sku_is_refused(string? sku) => Assert.Equal(["Lines[0].Sku"], ErrorsOf(new PlaceOrder.Line(sku!, 1)));

    [Fact]
    public void All_faults_are_named_at_once() =>
        Assert.Equal(
            ["Lines[0].Quantity", "Lines[1].Quantity", "Lines[1].Sku"],
            ErrorsOf(new PlaceOrder.Line("CUP", 0), new PlaceOrder.Line("", -1)).Order()
        );

    [Fact]
    public void The_lines_as_a_whole_are_checked()
    {
        Assert.Equal(["Lines"], ErrorsOf());
        Assert.Equal(["Lines"], ErrorsOf(null!));
        Assert.Equal(["Lines"], ErrorsOf(new PlaceOrder.Line("CUP", 1), new PlaceOrder.Line("cup", 1)));
        Assert.Equal(["Lines"], ErrorsOf([.. Enumerable.Range(0, 51).Select(number => new PlaceOrder.Line("CUP" + number, 1))]));
        Assert.Empty(ErrorsOf([.. Enumerable.Range(0, 50).Select(number => new PlaceOrder.Line("CUP" + number, 1))]));
        Assert.Equal(["Lines"], Errors(new PlaceOrder.Request(null!)));
        Assert.Equal(["Lines"], Errors(new PlaceOrder.Request([new PlaceOrder.Line("CUP", 1), null!])));
    }

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("-00:01:00")]
    [InlineData("2.00:00:00")]
    [InlineData("soon")]
    public void A_time_limit_that_makes_no_sense_is_refused_at_start(string limit)
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["orders:StepTimeLimit"] = limit })
            .Build()
            .GetSection("orders");
        Assert.Throws<ModuleSetupException>(() => OrdersOptions.From(settings));
    }

    private static Order Place(params OrderLine[] lines) => Order.Place(Guid.NewGuid(), lines, Now);

    private static IEnumerable<string> ErrorsOf(params PlaceOrder.Line[] lines) =>
        Errors(new PlaceOrder.Request(lines is [null] ? [null!] : lines));

    private static IEnumerable<string> Errors(PlaceOrder.Request request) =>
        new PlaceOrder.Validator().Validate(request).Errors.Select(error => error.PropertyName);
}
