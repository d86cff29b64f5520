using MonolithFirst.Abstractions;
using MonolithFirst.Catalog.Domain;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Catalog.Tests;

public sealed class ProductTests
{
    private static readonly DateTime Now = new(2026, 5, 4, 3, 2, 1, DateTimeKind.Utc);
    private static readonly Money Price = new(1290, "EUR");

    private readonly Product product = Product.Create(" mug-blue ", "Blue mug", "Holds 0.3 l.", Price, Now);

    [Fact]
    public void A_new_product_is_active_with_its_sku_in_upper_case_and_one_price()
    {
        Assert.Equal(("MUG-BLUE", ProductStatus.Active, Now, Now), (product.Sku, product.Status, product.CreatedAt, product.UpdatedAt));
        var price = Assert.Single(product.Prices);
        Assert.Equal((Price, Now, null), (price.Price, price.ValidFrom, price.ValidTo));
    }

    [Fact]
    public void A_new_price_ends_the_present_one()
    {
        var later = Now.AddDays(1);

        product.Edit("Blue mug", "Holds 0.3 l.", new Money(1190, "EUR"), later);

        Assert.Equal(
            [(1290, Now, later), (1190, later, null)],
            product.Prices.Select(price => (price.Price.Minor, price.ValidFrom, price.ValidTo))
        );
        Assert.Equal((new Money(1190, "EUR"), later), (product.Price, product.UpdatedAt));
    }

    [Fact]
    public void The_same_price_again_adds_nothing_to_the_history()
    {
        product.Edit("Bluer mug", "Holds 0.3 l.", Price, Now.AddDays(1));

        Assert.Single(product.Prices);
        Assert.Equal(("Bluer mug", Now.AddDays(1)), (product.Name, product.UpdatedAt));
    }

    [Fact]
    public void An_edit_that_changes_nothing_leaves_no_trace()
    {
        product.Edit("Blue mug", "Holds 0.3 l.", Price, Now.AddDays(1));

        Assert.Equal(Now, product.UpdatedAt);
    }

    [Fact]
    public void A_price_ends_no_earlier_than_it_began_also_when_the_clock_goes_back()
    {
        product.Edit("Blue mug", "Holds 0.3 l.", new Money(1190, "EUR"), Now.AddHours(-1));

        Assert.Equal(Now, product.Prices[0].ValidTo);
        Assert.Equal(Now, product.Prices[1].ValidFrom);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void A_price_is_more_than_nothing_and_within_bounds(long minor)
    {
        var refused = Assert.Throws<ProblemException>(() => product.Edit("Blue mug", "", new Money(minor, "EUR"), Now));

        Assert.Equal("catalog.price_out_of_range", refused.Code);
        Assert.Equal(Price, product.Price);
    }

    [Fact]
    public void Archiving_and_activating_twice_is_the_same_as_once()
    {
        product.Archive(Now.AddDays(1));
        product.Archive(Now.AddDays(2));
        Assert.Equal((ProductStatus.Archived, Now.AddDays(1)), (product.Status, product.UpdatedAt));

        product.Activate(Now.AddDays(3));
        product.Activate(Now.AddDays(4));
        Assert.Equal((ProductStatus.Active, Now.AddDays(3)), (product.Status, product.UpdatedAt));
    }

    [Theory]
    [InlineData("A", true)]
    [InlineData("9.A_B-C", true)]
    [InlineData("", false)]
    [InlineData("-A", false)]
    [InlineData("A B", false)]
    [InlineData("a", false)]
    [InlineData("Ä", false)]
    [InlineData("A\n", false)]
    [InlineData("A/B", false)]
    [InlineData("A123456789A123456789A123456789A1234567890", false)]
    public void A_sku_has_a_form(string sku, bool valid) => Assert.Equal(valid, Sku.IsValid(sku));
}
