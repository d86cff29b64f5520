using System.Globalization;
using System.Security.Cryptography;

namespace MonolithFirst.EndToEnd.Tests.Faults;

/// <summary>
/// Chance that can be had again: the seed is written to the test's output, and the environment variable gives the one to replay. It
/// decides what customers do and when the faults strike; how processes interleave stays the machine's.
/// </summary>
internal sealed class Chance
{
    private const string Variable = "MONOLITHFIRST_SEED";

    private readonly int seed;

    /// <param name="usual">The seed unless the variable gives one; another each time when null.</param>
    public Chance(int? usual = null)
    {
        seed = int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var given)
            ? given
            : usual ?? RandomNumberGenerator.GetInt32(int.MaxValue);
        TestContext.Current.TestOutputHelper?.WriteLine(ToString());
    }

    /// <summary>How to have the same again, for messages.</summary>
    public override string ToString() => $"{Variable}={seed}";

    /// <summary>A sequence of its own for each of those who act at the same time, so that none depends on the turns of the others.</summary>
    public Random For(int actor) => new(unchecked((seed * 397) ^ actor));
}
