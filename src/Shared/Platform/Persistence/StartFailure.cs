using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using MonolithFirst.Platform.Modules;
using MySqlConnector;

namespace MonolithFirst.Platform.Persistence;

/// <summary>Says why a module's database keeps the host from starting, and what to do about that cause.</summary>
internal sealed class StartFailure(DatabaseOptions settings, string module)
{
    // https://www.sqlite.org/rescode.html
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
    private const int SqliteReadOnly = 8;
    private const int SqliteInputOutput = 10;
    private const int SqliteCorrupt = 11;
    private const int SqliteFull = 13;
    private const int SqliteCannotOpen = 14;
    private const int SqliteNotADatabase = 26;

    /// <param name="what">What could not be done, as the beginning of a sentence.</param>
    /// <param name="failure">Why.</param>
    public ModuleSetupException Of(string what, Exception failure)
    {
        var cause = failure.GetBaseException();
        var reason = cause.Message.TrimEnd();
        return new ModuleSetupException($"{what}: {reason}{(reason.EndsWith('.') ? "" : ".")} {AdviceOn(failure)}", failure);
    }

    private string AdviceOn(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case MySqlException refused:
                    return AdviceOn(refused);
                case SqliteException refused:
                    return AdviceOn(refused);
                case SocketException:
                    return ServerIsAway();
            }
        }

        return "Mend that and start again; no data has been changed.";
    }

    private string AdviceOn(MySqlException refused) =>
        refused.ErrorCode switch
        {
            MySqlErrorCode.UnableToConnectToHost => ServerIsAway(),
            MySqlErrorCode.AccessDenied
            or MySqlErrorCode.DatabaseAccessDenied
            or MySqlErrorCode.TableAccessDenied
            or MySqlErrorCode.UnknownDatabase =>
                $"Is the password of {settings.AccountOf(module)} the one of the provisioning, and has `provision` been run for it?",
            _ when MySqlErrors.IsLockedAccount(refused.ErrorCode) =>
                $"Unlock the account {settings.AccountOf(module)}, or give it a password that is good.",
            MySqlErrorCode.DiskFull or MySqlErrorCode.RecordFileFull => "Make space on the server's disk and start again.",
            MySqlErrorCode.CommandTimeoutExpired or MySqlErrorCode.LockWaitTimeout =>
                "Does another session hold locks on these tables, or does the server hang? Start again when it is over.",
            _ when refused.SqlState is null => ServerIsAway(),
            _ => "What the modules had stored is as it was. Mend the cause and start again: it goes on where it stopped.",
        };

    private string AdviceOn(SqliteException refused)
    {
        var file = settings.SqliteFileOf(module);
        return refused.SqliteErrorCode switch
        {
            SqliteBusy or SqliteLocked => $"Another program keeps {file} locked: end it and start again.",
            SqliteReadOnly or SqliteCannotOpen => $"Is {file} a file that this account may write?",
            SqliteFull or SqliteInputOutput => $"Is there space on the disk of {file}, and is that disk sound?",
            SqliteCorrupt or SqliteNotADatabase => $"Nothing has been changed. Restore {file} from a backup.",
            _ => "What the modules had stored is as it was. Mend the cause and start again.",
        };
    }

    private string ServerIsAway() => $"Is the server up, and is it the one at {settings.Server}:{settings.Port}?";
}
