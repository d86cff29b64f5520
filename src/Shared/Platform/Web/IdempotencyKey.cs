using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MonolithFirst.Platform.Web;

/// <summary>The key that the request being handled carries, if any.</summary>
internal sealed class IdempotencyKey(Caller caller, IHttpContextAccessor accessor)
{
    public const string Header = "Idempotency-Key";
    public const int MaxLength = 255;

    private const int PasswordHashRounds = 100_000;
    private const int HashBytes = 32;

    public string? Value { get; set; }

    /// <summary>Whose key it is: clients never meet in each other's keys. Strangers are told apart by their address, of which only a hash is kept.</summary>
    public string Owner => caller.IdOrNull?.ToString() ?? "anon" + Convert.ToHexStringLower(SHA256.HashData(Utf8(Address)))[..32];

    private string Address => accessor.HttpContext is { } context ? RequestLimits.AddressOf(context) : "";

    /// <summary>Recognises the same request.</summary>
    public string HashOf(string operation, byte[] request, bool holdsPassword)
    {
        byte[] content = [.. Utf8(operation + "\n"), .. request];
        // A fast hash would give a password away to whoever reads the table.
        var hash = holdsPassword
            ? Rfc2898DeriveBytes.Pbkdf2(content, Utf8(Owner + Value), PasswordHashRounds, HashAlgorithmName.SHA256, HashBytes)
            : SHA256.HashData(content);
        return Convert.ToHexStringLower(hash);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}

/// <summary>Marks endpoints that take an <c>Idempotency-Key</c>.</summary>
public sealed class IdempotentMetadata;

/// <summary>Idempotent endpoints.</summary>
public static class Idempotency
{
    /// <summary>
    /// Takes an <c>Idempotency-Key</c>: the same key and request give the first answer again, the same key with another request is
    /// refused with 422. The endpoint sends one <see cref="IWriteRequest{TAnswer}"/> and makes its answer from the result alone.
    /// </summary>
    public static RouteHandlerBuilder Idempotent(this RouteHandlerBuilder endpoint) =>
        endpoint
            .WithMetadata(new IdempotentMetadata())
            .AddEndpointFilter(
                async (context, next) =>
                {
                    var header = context.HttpContext.Request.Headers[IdempotencyKey.Header];
                    if (header.Count > 0)
                    {
                        var key = header.ToString();
                        if (
                            header.Count > 1
                            || key.Length is 0 or > IdempotencyKey.MaxLength
                            || key.Any(letter => letter is < ' ' or > '~')
                        )
                        {
                            throw ProblemException.Invalid(
                                IdempotencyKey.Header,
                                "validation.not_accepted",
                                "'Idempotency-Key' is one value of 1 to 255 visible ASCII characters."
                            );
                        }

                        context.HttpContext.RequestServices.GetRequiredService<IdempotencyKey>().Value = key;
                    }

                    return await next(context);
                }
            );
}
