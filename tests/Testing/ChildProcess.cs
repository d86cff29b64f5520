using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MonolithFirst.Testing;

/// <summary>
/// A process that tests have started. It dies with the test process, however that ends, and its folder goes with it: a watcher beside
/// it reads from a pipe that the system closes when the test process is gone.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    // The shell becomes the process itself (exec), so that its id and exit code are the real ones.
    private const string Watched = """
        folder=$1; shift
        exec 3<&0
        (
          read -r word <&3
          [ "$word" = over ] || { kill -KILL $$; sleep 0.2; rm -rf "$folder"; }
        ) >/dev/null 2>&1 &
        exec "$@" </dev/null 3<&-
        """;

    private const int SignalTerminate = 15;
    private const int SignalContinue = 18;
    private const int SignalStop = 19;

    private readonly Process process;
    private readonly List<string> lines = [];
    private int ended;

    private ChildProcess(Process process) => this.process = process;

    /// <summary>The process id.</summary>
    public int Id => process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => process.HasExited;

    /// <summary>The exit code; 137 after a kill.</summary>
    public int ExitCode => process.ExitCode;

    /// <summary>All lines that it has written so far, standard output and standard error as they came.</summary>
    public IReadOnlyList<string> Output
    {
        get
        {
            lock (lines)
            {
                return [.. lines];
            }
        }
    }

    /// <summary>Starts a program.</summary>
    /// <param name="folder">Its working folder, deleted if the test process dies.</param>
    /// <param name="environment">Variables to set, or with null to remove.</param>
    /// <param name="program">The program and its arguments.</param>
    public static ChildProcess Start(
        string folder,
        IEnumerable<KeyValuePair<string, string?>> environment,
        params IEnumerable<string> program
    )
    {
        ArgumentNullException.ThrowIfNull(environment);
        var start = new ProcessStartInfo("/bin/sh", ["-c", Watched, "sh", folder, .. program])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            if (value is null)
            {
                start.Environment.Remove(name);
            }
            else
            {
                start.Environment[name] = value;
            }
        }

        var child = new ChildProcess(new Process { StartInfo = start });
        child.process.OutputDataReceived += child.Keep;
        child.process.ErrorDataReceived += child.Keep;
        child.process.Start();
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        return child;
    }

    /// <summary>The last lines that it has written, for messages.</summary>
    public string Tail(int count = 60) => string.Join(Environment.NewLine, Output.TakeLast(count));

    /// <summary>Waits until it ends by itself.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="TimeoutException">It did not within the limit.</exception>
    public async Task<int> WaitAsync(TimeSpan limit)
    {
        using var limited = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(limited.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException(
                string.Create(CultureInfo.InvariantCulture, $"The process did not end within {limit.TotalSeconds} s. It wrote:\n{Tail()}")
            );
        }

        End();
        return process.ExitCode;
    }

    /// <summary>Asks it to end (SIGTERM) and waits.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> StopAsync(TimeSpan limit)
    {
        if (!process.HasExited)
        {
            _ = SendSignal(process.Id, SignalTerminate);
        }

        return WaitAsync(limit);
    }

    /// <summary>Makes it stand still (SIGSTOP) until <see cref="Resume"/>: it is there, and does nothing.</summary>
    public void Suspend() => _ = SendSignal(process.Id, SignalStop);

    /// <summary>Lets it go on (SIGCONT).</summary>
    public void Resume() => _ = SendSignal(process.Id, SignalContinue);

    /// <summary>Ends it at once (SIGKILL).</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        End();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Volatile.Read(ref ended) == 0)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
        {
            lock (lines)
            {
                lines.Add(line.Data);
            }
        }
    }

    /// <summary>Sends the watcher home; by now the process id may be another's.</summary>
    private void End()
    {
        if (Interlocked.Exchange(ref ended, 1) == 1)
        {
            return;
        }

        try
        {
            process.StandardInput.WriteLine("over");
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The watcher is gone already.
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
