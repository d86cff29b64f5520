using System.Buffers.Binary;
using System.Globalization;
using MonolithFirst.Testing;

namespace MonolithFirst.Users.Tests;

public sealed class PasswordHashTests
{
    private const string Password = "an administrator's password";

    [Fact]
    public async Task A_higher_number_of_rounds_reaches_an_account_when_its_owner_signs_in()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal((10_000, 10_000), await RoundsAroundSignInAsync(folder, 10_000));

        Assert.Equal((10_000, 30_000), await RoundsAroundSignInAsync(folder, 30_000));

        Assert.Equal((30_000, 30_000), await RoundsAroundSignInAsync(folder, 20_000));
    }

    /// <summary>The rounds of the administrator's hash before and after a sign-in to a host with this setting.</summary>
    private static async Task<(int Before, int After)> RoundsAroundSignInAsync(TemporaryFolder folder, int setting)
    {
        await using var host = await HostProcess.StartAsync(
            new Dictionary<string, string?>
            {
                ["Database__DataFolder"] = folder.FullName,
                ["users__FirstAdministrator__Password"] = Password,
                ["users__PasswordHashIterations"] = setting.ToString(CultureInfo.InvariantCulture),
            }
        );
        var before = await RoundsAsync(folder);
        _ = await Client.SignedInAsync(host, "admin@localhost", Password);
        return (before, await RoundsAsync(folder));
    }

    /// <summary>Identity's format: a byte for the version, four for the function, and four for the rounds.</summary>
    private static async Task<int> RoundsAsync(TemporaryFolder folder)
    {
        var hash = await ModuleTables.In(folder.FullName, "users").ScalarAsync<string>("SELECT password_hash FROM accounts");
        return BinaryPrimitives.ReadInt32BigEndian(Convert.FromBase64String(hash).AsSpan(5));
    }
}
