using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using FluentValidation;
using MonolithFirst.Platform.Web;
using MonolithFirst.Users.Domain;

namespace MonolithFirst.Users.Features;

/// <summary>Rules that the use cases of this module share.</summary>
internal static partial class AccountRules
{
    /// <summary>An address that an account can be opened for.</summary>
    public static IRuleBuilderOptions<T, string?> EmailAddressOfAccount<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(email => email is null || EmailAddress.Normalise(email) is not null)
            .Says(
                "validation.not_an_email_address",
                $"'{{PropertyName}}' is an e-mail address in ASCII of at most {EmailAddress.MaxLength} characters.",
                ("max", EmailAddress.MaxLength)
            );

    /// <summary>A phone number in E.164 form.</summary>
    public static IRuleBuilderOptions<T, string?> PhoneNumber<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(number => number is null || PhonePattern().IsMatch(number))
            .Says("validation.not_a_phone_number", "'{PropertyName}' is a plus sign and 7 to 15 digits, for example +4930123456.");

    [GeneratedRegex(@"\A\+[1-9][0-9]{6,14}\z")]
    private static partial Regex PhonePattern();
}

/// <summary>
/// A new password's hash on its way into the transaction. It stays out of the JSON that an idempotency key's fingerprint is made of,
/// because a salted hash differs each time.
/// </summary>
internal sealed class PasswordHash(string hash)
{
    [JsonIgnore]
    public string Hash { get; } = hash;
}
