using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MonolithFirst.Abstractions;

/// <summary>
/// An amount of money as a whole number of minor units (cents) and an ISO 4217 currency code. In JSON it is
/// <c>{ "amount": "12.34", "currency": "EUR" }</c>, a decimal string with exactly as many digits as the currency has.
/// </summary>
/// <param name="Minor">Minor units; 1234 is 12.34 EUR, or 1234 JPY.</param>
/// <param name="Currency">Upper-case ISO 4217 code.</param>
[JsonConverter(typeof(MoneyJsonConverter))]
public readonly record struct Money(long Minor, string Currency)
{
    /// <summary>Nothing, in the currency.</summary>
    public static Money Zero(string currency) => new(0, currency);

    /// <summary>The sum.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    /// <exception cref="OverflowException">The sum does not fit 64 bits.</exception>
    public static Money operator +(Money left, Money right) => new(checked(left.Minor + left.SameCurrency(right)), left.Currency);

    /// <summary>The difference.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    /// <exception cref="OverflowException">The difference does not fit 64 bits.</exception>
    public static Money operator -(Money left, Money right) => new(checked(left.Minor - left.SameCurrency(right)), left.Currency);

    /// <summary>The amount as often as the quantity says.</summary>
    /// <exception cref="OverflowException">The product does not fit 64 bits.</exception>
    public static Money operator *(Money money, int quantity) => new(checked(money.Minor * quantity), money.Currency);

    /// <summary>Reads a decimal amount such as <c>12.34</c>; it has no more digits than the currency's minor unit.</summary>
    /// <exception cref="FormatException">Not a decimal amount, too many digits, out of range, or an unknown currency.</exception>
    public static Money Parse(string amount, string currency)
    {
        var digits = Abstractions.Currency.DigitsOf(currency);
        const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (!decimal.TryParse(amount, Plain, CultureInfo.InvariantCulture, out var value))
        {
            throw new FormatException("The amount is a decimal number in a string, for example \"12.34\".");
        }

        var factor = (decimal)Math.Pow(10, digits);
        if (Math.Abs(value) > long.MaxValue / factor)
        {
            throw new FormatException("The amount is out of range.");
        }

        var minor = value * factor;
        return minor == decimal.Truncate(minor)
            ? new Money((long)minor, currency)
            : throw new FormatException($"An amount in {currency} has at most {digits} digits after the decimal point.");
    }

    /// <summary>The decimal amount without the currency, for example <c>12.34</c>.</summary>
    public string ToDecimalString()
    {
        var digits = Abstractions.Currency.DigitsOf(Currency);
        return (Minor / (decimal)Math.Pow(10, digits)).ToString("F" + digits, CultureInfo.InvariantCulture);
    }

    /// <summary>For people: <c>12.34 EUR</c>.</summary>
    public override string ToString() => Currency is null ? "0" : $"{ToDecimalString()} {Currency}";

    private long SameCurrency(Money other) =>
        Currency == other.Currency
            ? other.Minor
            : throw new InvalidOperationException($"{Currency} and {other.Currency} cannot be added without a rate.");
}

/// <summary>Writes and reads <see cref="Money"/>; what cannot be read is a <see cref="JsonException"/> that says why.</summary>
public sealed class MoneyJsonConverter : JsonConverter<Money>
{
    /// <inheritdoc />
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Money is an object: { \"amount\": \"12.34\", \"currency\": \"EUR\" }.");
        }

        string? amount = null;
        string? currency = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var field = reader.GetString();
            reader.Read();
            if (
                !options.AllowDuplicateProperties
                && (field is "amount" && amount is not null || field is "currency" && currency is not null)
            )
            {
                throw new JsonException($"Money has the field '{field}' once.");
            }

            switch (field)
            {
                case "amount":
                    amount = StringOf(ref reader, field);
                    break;
                case "currency":
                    currency = StringOf(ref reader, field);
                    break;
                default:
                    if (options.UnmappedMemberHandling == JsonUnmappedMemberHandling.Disallow)
                    {
                        throw new JsonException($"Money has no field '{field}', only 'amount' and 'currency'.");
                    }

                    reader.Skip();
                    break;
            }
        }

        if (amount is null || currency is null)
        {
            throw new JsonException("Money needs both 'amount' and 'currency'.");
        }

        try
        {
            return Money.Parse(amount, currency);
        }
        catch (FormatException unreadable)
        {
            throw new JsonException(unreadable.Message, unreadable);
        }
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteString("amount", value.ToDecimalString());
        writer.WriteString("currency", value.Currency);
        writer.WriteEndObject();
    }

    private static string StringOf(ref Utf8JsonReader reader, string field) =>
        reader.TokenType == JsonTokenType.String
            ? reader.GetString()!
            : throw new JsonException($"'{field}' is a string, for example \"12.34\" or \"EUR\".");
}
