using System.Globalization;
using FluentValidation;
using MonolithFirst.Abstractions;

namespace MonolithFirst.Platform.Web;

/// <summary>
/// Rules that the validators of all modules share. None of them asks for a value: whether a field is needed is said by its type
/// (<c>string</c> or <c>string?</c>), and the platform refuses what is missing before a validator runs.
/// </summary>
public static class ValidationRules
{
    /// <summary>The most pieces that one line, receipt or adjustment may name.</summary>
    public const int MaxQuantity = 10_000;

    /// <summary>The largest amount in minor units: as often as the largest quantity, on a hundred lines, it still fits 64 bits.</summary>
    public const long MaxMinor = 999_999_999_999;

    /// <summary>Says what is wrong where the rule is broken: in a sentence, and for programs by a code and what the sentence is about.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="code">The stable code, <c>validation.reason</c>.</param>
    /// <param name="sentence">The sentence; <c>{PropertyName}</c> stands for the field.</param>
    /// <param name="values">What the sentence is about.</param>
    public static IRuleBuilderOptions<T, TValue> Says<T, TValue>(
        this IRuleBuilderOptions<T, TValue> rule,
        string code,
        string sentence,
        params ReadOnlySpan<(string Name, object Value)> values
    )
    {
        var named = NamedValues.Of(values);
        return rule.WithErrorCode(code).WithMessage(sentence).WithState(_ => named);
    }

    /// <summary>Says that there must be a value, where a rule that asks for one is broken.</summary>
    public static IRuleBuilderOptions<T, TValue> SaysRequired<T, TValue>(this IRuleBuilderOptions<T, TValue> rule) =>
        rule.Says("validation.required", "'{PropertyName}' must not be empty.");

    /// <summary>At most <paramref name="max"/> characters, whichever they are.</summary>
    public static IRuleBuilderOptions<T, string?> AtMost<T>(this IRuleBuilder<T, string?> rule, int max) =>
        rule.Must(value => value is null || value.Length <= max)
            .Says("validation.too_long", $"'{{PropertyName}}' has at most {max} characters.", ("max", max));

    /// <summary>One line of text of at most <paramref name="max"/> characters, not blank, without control characters.</summary>
    public static IRuleBuilderOptions<T, string?> PlainText<T>(this IRuleBuilder<T, string?> rule, int max) =>
        rule.MustBeText(max, IsPlain, mayBeBlank: false);

    /// <summary>Like <see cref="PlainText{T}"/>, but may be empty or blank.</summary>
    public static IRuleBuilderOptions<T, string?> PlainTextOrBlank<T>(this IRuleBuilder<T, string?> rule, int max) =>
        rule.MustBeText(max, IsPlain, mayBeBlank: true);

    /// <summary>Text of at most <paramref name="max"/> characters, not blank; of control characters, only line breaks and tabs.</summary>
    public static IRuleBuilderOptions<T, string?> MultilineText<T>(this IRuleBuilder<T, string?> rule, int max) =>
        rule.MustBeText(max, IsMultiline, mayBeBlank: false);

    /// <summary>Like <see cref="MultilineText{T}"/>, but may be empty or blank.</summary>
    public static IRuleBuilderOptions<T, string?> MultilineTextOrBlank<T>(this IRuleBuilder<T, string?> rule, int max) =>
        rule.MustBeText(max, IsMultiline, mayBeBlank: true);

    /// <summary>A stock-keeping unit, in upper or lower case: whoever takes it on keeps it as <see cref="Abstractions.Sku.Normalise"/> says.</summary>
    public static IRuleBuilderOptions<T, string?> Sku<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(value => value is null || Abstractions.Sku.IsValid(Abstractions.Sku.Normalise(value)))
            .Says(
                "validation.not_a_sku",
                $"'{{PropertyName}}' is 1 to {Abstractions.Sku.MaxLength} of A-Z, 0-9, '.', '_' and '-', beginning with a letter or a digit.",
                ("max", Abstractions.Sku.MaxLength)
            );

    /// <summary>A number of pieces: 1 to <see cref="MaxQuantity"/>.</summary>
    public static IRuleBuilderOptions<T, int> Quantity<T>(this IRuleBuilder<T, int> rule) =>
        rule.InclusiveBetween(1, MaxQuantity)
            .Says(
                "validation.out_of_range",
                $"'{{PropertyName}}' is a whole number from 1 to {MaxQuantity}.",
                ("from", 1),
                ("to", MaxQuantity)
            );

    /// <summary>An amount above zero, and not beyond <see cref="MaxMinor"/>.</summary>
    public static IRuleBuilderOptions<T, Money> PositiveMoney<T>(this IRuleBuilder<T, Money> rule) =>
        rule.Must(money => Currency.IsKnown(money.Currency) && money.Minor is > 0 and <= MaxMinor)
            .WithMessage(
                (_, money) =>
                    Currency.IsKnown(money.Currency)
                        ? $"'{{PropertyName}}' is above zero and at most {new Money(MaxMinor, money.Currency)}."
                        : "'{PropertyName}' is an amount above zero in a currency."
            )
            .WithErrorCode("validation.amount_out_of_range")
            .WithState(
                (_, money) =>
                    Currency.IsKnown(money.Currency) ? NamedValues.Of([("max", new Money(MaxMinor, money.Currency).ToString())]) : null
            );

    /// <summary>An ISO 4217 code such as <c>EUR</c>.</summary>
    public static IRuleBuilderOptions<T, string?> CurrencyCode<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(value => value is null || Currency.IsKnown(value))
            .Says("validation.not_a_currency", "'{PropertyName}' is the upper-case ISO 4217 code of a currency, for example EUR.");

    /// <summary>Whether the text is one line without control characters and without halves of characters.</summary>
    public static bool IsPlain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return IsWellFormed(text) && !text.Any(letter => char.IsControl(letter) || IsLineSeparator(letter));
    }

    private static bool IsMultiline(string text) =>
        IsWellFormed(text) && !text.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\r' or '\t'));

    private static IRuleBuilderOptions<T, string?> MustBeText<T>(
        this IRuleBuilder<T, string?> rule,
        int max,
        Func<string, bool> isAllowed,
        bool mayBeBlank
    ) =>
        rule.Must(value => value is null || mayBeBlank || !string.IsNullOrWhiteSpace(value))
            .Says("validation.blank", "'{PropertyName}' must not be blank.")
            .AtMost(max)
            .Must(value => value is null || isAllowed(value))
            .Says("validation.control_characters", "'{PropertyName}' must not contain control characters or broken Unicode.");

    private static bool IsLineSeparator(char letter) =>
        CharUnicodeInfo.GetUnicodeCategory(letter) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    // A half of a surrogate pair is no character: databases and UTF-8 refuse it.
    private static bool IsWellFormed(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
            {
                at++;
            }
            else if (char.IsSurrogate(text[at]))
            {
                return false;
            }
        }

        return true;
    }
}
