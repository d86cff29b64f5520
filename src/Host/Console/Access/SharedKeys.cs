using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace MonolithFirst.Host.Console.Access;

/// <summary>
/// The keys that seal what forms carry against forgery. They follow from a secret that all gateways have already, so that each reads what
/// another wrote, and nothing has to be stored; where there is no such secret there is one process, and a key for each of its runs.
/// </summary>
internal sealed class SharedKeys(IConfiguration settings) : IXmlRepository
{
    private const int KeyBytes = 64;

    // Not times that mean anything: keys of this kind do not age, and the first secret's is the one that seals.
    private static readonly DateTime Begin = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime End = new(9000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly XElement[] keys = [.. Secrets(settings).Select(Key)];

    public IReadOnlyCollection<XElement> GetAllElements() => [.. keys.Select(key => new XElement(key))];

    public void StoreElement(XElement element, string friendlyName) =>
        throw new NotSupportedException("Keys follow from the settings; none is made.");

    private static IEnumerable<byte[]> Secrets(IConfiguration settings)
    {
        List<string?> shared = [.. settings.GetSection("Placement:Secrets").GetChildren().Select(secret => secret.Value)];
        shared.Add(settings["Database:Secret"]);
        List<byte[]> secrets = [.. shared.OfType<string>().Where(secret => secret.Length > 0).Select(Encoding.UTF8.GetBytes)];
        return secrets.Count > 0 ? secrets : [RandomNumberGenerator.GetBytes(KeyBytes)];
    }

    private static XElement Key(byte[] secret, int place)
    {
        var master = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, KeyBytes, info: "monolithfirst console forms"u8.ToArray());
        var id = new Guid(SHA256.HashData(master).AsSpan(0, 16));
        var activation = Begin.AddDays(-place);
        return new XElement(
            "key",
            new XAttribute("id", id),
            new XAttribute("version", 1),
            new XElement("creationDate", Text(activation)),
            new XElement("activationDate", Text(activation)),
            new XElement("expirationDate", Text(End)),
            new XElement(
                "descriptor",
                new XAttribute("deserializerType", typeof(AuthenticatedEncryptorDescriptorDeserializer).AssemblyQualifiedName!),
                new XElement(
                    "descriptor",
                    new XElement("encryption", new XAttribute("algorithm", "AES_256_CBC")),
                    new XElement("validation", new XAttribute("algorithm", "HMACSHA256")),
                    new XElement("masterKey", new XElement("value", Convert.ToBase64String(master)))
                )
            )
        );
    }

    private static string Text(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
