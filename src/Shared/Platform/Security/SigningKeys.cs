using Microsoft.IdentityModel.Tokens;

namespace MonolithFirst.Platform.Security;

/// <summary>
/// Where the public keys come from that access tokens are checked with. The users module, which keeps and rotates the keys, implements
/// it where it is hosted.
/// </summary>
public interface ISigningKeySource
{
    /// <summary>The public keys whose tokens are still accepted, each with its <c>kid</c>. Called for every request: answer from memory.</summary>
    /// <param name="keyId">
    /// The <c>kid</c> that is looked for, if a token is to be checked. One that is not known may have been made since; anybody can send
    /// a token with any <c>kid</c>, so looking again for it must be rare.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyCollection<SecurityKey>> KeysAsync(string? keyId, CancellationToken cancellationToken);
}
