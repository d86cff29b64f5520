using System.Security.Cryptography;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Users.Domain;

namespace MonolithFirst.Users.Security;

/// <summary>Private keys as they are kept: PKCS#8, encrypted (PBES2) where the settings give a secret for it.</summary>
internal sealed class KeyProtection(UsersOptions options)
{
    private static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 100_000);

    public (string PrivateKey, bool IsEncrypted) Protect(ECDsa key) =>
        options.KeyEncryptionSecret is { } secret
            ? (Convert.ToBase64String(key.ExportEncryptedPkcs8PrivateKey(secret, Encryption)), true)
            : (Convert.ToBase64String(key.ExportPkcs8PrivateKey()), false);

    /// <exception cref="ModuleSetupException">The key is encrypted, and the secret is missing or another one.</exception>
    public ECDsa Open(SigningKey kept)
    {
        var bytes = Convert.FromBase64String(kept.PrivateKey);
        var key = ECDsa.Create();
        try
        {
            if (kept.IsEncrypted)
            {
                key.ImportEncryptedPkcs8PrivateKey(options.KeyEncryptionSecret, bytes, out _);
            }
            else
            {
                key.ImportPkcs8PrivateKey(bytes, out _);
            }

            return key;
        }
        catch (CryptographicException unreadable)
        {
            key.Dispose();
            throw new ModuleSetupException(
                "The signing keys of the users module cannot be decrypted: set users:KeyEncryptionSecret to the secret they were made with.",
                unreadable
            );
        }
    }
}
