using System.Collections.Frozen;

namespace MonolithFirst.Abstractions;

/// <summary>The currencies that amounts can be in, with the number of digits of their minor unit (ISO 4217, list one).</summary>
public static class Currency
{
    private const string WithoutMinorUnit = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
    private const string WithThreeDigits = "BHD IQD JOD KWD LYD OMR TND";
    private const string WithTwoDigits =
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK "
        + "DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD "
        + "KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP "
        + "PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH "
        + "USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";

    private static readonly FrozenDictionary<string, int> Digits = Codes(WithoutMinorUnit, 0)
        .Concat(Codes(WithTwoDigits, 2))
        .Concat(Codes(WithThreeDigits, 3))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether the three-letter code is known. Codes are upper-case.</summary>
    public static bool IsKnown(string? code) => code is not null && Digits.ContainsKey(code);

    /// <summary>Digits after the decimal point: 2 for EUR, 0 for JPY, 3 for KWD.</summary>
    /// <exception cref="FormatException">The code is not a known currency.</exception>
    public static int DigitsOf(string code) =>
        Digits.TryGetValue(code, out var digits) ? digits : throw new FormatException($"'{code}' is not an ISO 4217 currency code.");

    private static IEnumerable<KeyValuePair<string, int>> Codes(string codes, int digits) =>
        codes.Split(' ').Select(code => KeyValuePair.Create(code, digits));
}
