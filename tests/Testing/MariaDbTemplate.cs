using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace MonolithFirst.Testing;

/// <summary>
/// An initialised, empty data folder of MariaDB. Making one takes seconds, so it is made once for each user and version of the
/// server on a machine, and copied for every private server.
/// </summary>
internal static class MariaDbTemplate
{
    // Debian keeps servers out of the path of ordinary users.
    private static readonly string[] Folders =
    [
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries),
        "/usr/sbin",
        "/usr/local/sbin",
        "/usr/local/bin",
    ];

    private static readonly Lazy<Task<string>> Template = new(MakeAsync);

    /// <summary>The folder of the template.</summary>
    public static Task<string> FindAsync() => Template.Value;

    /// <summary>The full path of a program.</summary>
    /// <exception cref="FileNotFoundException">It is not installed; the message says what to do.</exception>
    public static string Program(string name) =>
        Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException(
            $"{name} is not installed. Run tests/run as root on Debian or Ubuntu, which installs it; or install the package "
                + $"mariadb-server; or set {MariaDbServer.Variable} to an administrator's connection string of a MySQL server."
        );

    /// <summary>What the server and its preparation are called with alike.</summary>
    public static IEnumerable<string> CommonOptions(string dataFolder) =>
        [
            "--no-defaults",
            "--datadir=" + dataFolder,
            "--user=" + Environment.UserName,
            "--innodb-buffer-pool-size=64M",
            "--innodb-log-file-size=32M",
            "--aria-pagecache-buffer-size=4M",
            "--key-buffer-size=1M",
        ];

    /// <summary>Copies the template.</summary>
    public static void Copy(string template, string dataFolder)
    {
        Directory.CreateDirectory(dataFolder);
        foreach (var folder in Directory.EnumerateDirectories(template, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(Path.Combine(dataFolder, Path.GetRelativePath(template, folder)));
        }

        foreach (var file in Directory.EnumerateFiles(template, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, Path.Combine(dataFolder, Path.GetRelativePath(template, file)));
        }
    }

    private static async Task<string> MakeAsync()
    {
        var version = await RunAsync(Program("mariadbd"), ["--version"]);
        var recipe = Encoding.UTF8.GetBytes(version + string.Join(' ', CommonOptions("")));
        var name = $"monolithfirst-mariadb-{Environment.UserName}-{Convert.ToHexStringLower(SHA256.HashData(recipe))[..12]}";
        var template = Path.Combine(Path.GetTempPath(), name);
        if (Directory.Exists(template))
        {
            return template;
        }

        using var turn = await WaitForTurnAsync(template + ".lock");
        if (!Directory.Exists(template))
        {
            // Made aside and renamed, so that a template is whole or not there.
            var aside = $"{template}.{Guid.NewGuid():N}";
            await RunAsync(
                Program("mariadb-install-db"),
                [.. CommonOptions(aside), "--auth-root-authentication-method=normal", "--skip-test-db"]
            );
            Directory.Move(aside, template);
        }

        return template;
    }

    private static async Task<FileStream> WaitForTurnAsync(string file)
    {
        FileStream? turn = null;
        await Eventually.TrueAsync(
            () =>
            {
                try
                {
                    turn = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                    return true;
                }
                catch (IOException)
                {
                    return false;
                }
            },
            TimeSpan.FromMinutes(2),
            "The turn to make the data folder of MariaDB"
        );
        return turn!;
    }

    private static async Task<string> RunAsync(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}. It wrote:\n{output}{await error}");
    }
}
