using FluentValidation;
using MonolithFirst.Abstractions;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Tests.Web;

public sealed class Rules
{
    [Theory]
    [InlineData("Straße 5 – 東京 😀", true)]
    [InlineData("", false)]
    [InlineData(" \u00a0 ", false)]
    [InlineData("a\tb", false)]
    [InlineData("a\u0085b", false)]
    [InlineData("a\u2028b", false)]
    [InlineData("12345678901234567890123", false)]
    [InlineData(null, true)]
    public void Plain_text_is_one_line_of_whole_characters(string? text, bool isFine) =>
        Assert.Equal(isFine, Check(text, rule => rule.PlainText(22)));

    [Fact]
    public void Half_a_character_is_none()
    {
        // Not as data of a theory: attributes cannot hold it.
        foreach (var half in (string[])["\ud83d", "a\ude00", "\ude00\ud83d", "\ud83d\ud83d"])
        {
            Assert.False(Check(half, rule => rule.PlainText(22)));
            Assert.False(Check(half, rule => rule.MultilineText(22)));
        }
    }

    [Theory]
    [InlineData("a\r\n\tb", true)]
    [InlineData("a\0b", false)]
    [InlineData("", false)]
    public void Text_of_several_lines_has_no_other_control_characters(string text, bool isFine) =>
        Assert.Equal(isFine, Check(text, rule => rule.MultilineText(10)));

    [Fact]
    public void Text_that_may_be_blank_may_be_blank()
    {
        Assert.True(Check("", rule => rule.PlainTextOrBlank(5)));
        Assert.True(Check(" ", rule => rule.MultilineTextOrBlank(5)));
        Assert.False(Check("123456", rule => rule.PlainTextOrBlank(5)));
    }

    [Theory]
    [InlineData("A", true)]
    [InlineData("9-b_c", true)]
    [InlineData("A B", false)]
    [InlineData("9-B_C.1", true)]
    [InlineData("-A", false)]
    [InlineData("A\n", false)]
    [InlineData(" A ", true)]
    [InlineData("", false)]
    [InlineData("É", false)]
    [InlineData("A234567890123456789012345678901234567890", true)]
    [InlineData("A2345678901234567890123456789012345678901", false)]
    public void Skus_are_short_codes(string sku, bool isFine) => Assert.Equal(isFine, Check(sku, rule => rule.Sku()));

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    [InlineData(999_999_999_999, true)]
    [InlineData(1_000_000_000_000, false)]
    public void Amounts_are_positive_and_not_beyond_reason(long minor, bool isFine) =>
        Assert.Equal(isFine, Check(new Money(minor, "EUR"), rule => rule.PositiveMoney()));

    [Fact]
    public void Money_without_a_currency_is_none() => Assert.False(Check(default(Money), rule => rule.PositiveMoney()));

    [Fact]
    public void The_largest_amount_is_told_as_amounts_are_written()
    {
        var validator = new InlineValidator<Holder<Money>>();
        validator.RuleFor(holder => holder.Value).PositiveMoney();

        var refused = validator.Validate(new Holder<Money>(Money.Zero("EUR")));

        Assert.EndsWith(
            "is above zero and at most 9999999999.99 EUR.",
            Assert.Single(refused.Errors).ErrorMessage,
            StringComparison.Ordinal
        );
    }

    private static bool Check<T>(T value, Action<IRuleBuilder<Holder<T>, T>> rule)
    {
        var validator = new InlineValidator<Holder<T>>();
        rule(validator.RuleFor(holder => holder.Value));
        return validator.Validate(new Holder<T>(value)).IsValid;
    }

    private sealed record Holder<T>(T Value);
}
