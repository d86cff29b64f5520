using MySqlConnector;

namespace MonolithFirst.Platform.Persistence;

/// <summary>Numbers of server errors that the driver has no names for, or that MySQL and MariaDB number differently.</summary>
internal static class MySqlErrors
{
    private const MySqlErrorCode MySqlAccountLocked = (MySqlErrorCode)3118;
    private const MySqlErrorCode MariaDbAccountLocked = (MySqlErrorCode)4151;
    private const MySqlErrorCode MustChangePassword = (MySqlErrorCode)1820;
    private const MySqlErrorCode MustChangePasswordToLogIn = (MySqlErrorCode)1862;
    private const MySqlErrorCode MariaDbConnectionKilled = (MySqlErrorCode)1927;

    /// <summary>Whether the server knows the account and does not let it work.</summary>
    public static bool IsLockedAccount(MySqlErrorCode code) =>
        code is MySqlAccountLocked or MariaDbAccountLocked or MustChangePassword or MustChangePasswordToLogIn;

    /// <summary>Whether an administrator, or the server as it ends, cut the work off.</summary>
    public static bool IsKilled(MySqlErrorCode code) => code is MariaDbConnectionKilled or MySqlErrorCode.QueryInterrupted;
}
