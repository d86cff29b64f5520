namespace MonolithFirst.Testing;

/// <summary>A folder of a test's own, in memory where the machine has room for it, gone when disposed.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private const long EnoughBytes = 1L << 30;

    /// <inheritdoc cref="TemporaryFolder" />
    public TemporaryFolder()
    {
        FullName = Path.Combine(Root(), "monolithfirst-" + Guid.NewGuid().ToString("N")[..12]);
        Directory.CreateDirectory(FullName);
    }

    /// <summary>The absolute path.</summary>
    public string FullName { get; }

    /// <summary>A path inside.</summary>
    public string this[string name] => Path.Combine(FullName, name);

    /// <inheritdoc />
    public void Dispose()
    {
        // A process that was just killed may still be letting go of its files.
        for (var attempt = 1; Directory.Exists(FullName); attempt++)
        {
            try
            {
                Directory.Delete(FullName, recursive: true);
            }
            catch (Exception busy) when (busy is IOException or UnauthorizedAccessException && attempt < 20)
            {
                Thread.Sleep(50);
            }
        }
    }

    private static string Root()
    {
        try
        {
            var memory = new DriveInfo("/dev/shm");
            if (memory.IsReady && memory.AvailableFreeSpace > EnoughBytes)
            {
                var probe = Path.Combine(memory.Name, "monolithfirst-" + Guid.NewGuid().ToString("N"));
                File.WriteAllText(probe, "");
                File.Delete(probe);
                return memory.Name;
            }
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Then on disk.
        }

        return Path.GetTempPath();
    }
}
