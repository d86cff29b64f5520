using System.Globalization;

namespace MonolithFirst.Testing;

/// <summary>A clock of a process that a test sets while the process runs; the time that passes stays the machine's (libfaketime).</summary>
public sealed class MovableClock : IDisposable
{
    private const string Library = "libfaketimeMT.so.1";

    private readonly TemporaryFolder folder = new();

    /// <inheritdoc cref="MovableClock" />
    public MovableClock() => Set(TimeSpan.Zero);

    /// <summary>What the process is to be started with.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Environment =>
        [
            new("LD_PRELOAD", FindLibrary()),
            new("FAKETIME_TIMESTAMP_FILE", folder["offset"]),
            new("FAKETIME_NO_CACHE", "1"),
            new("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
            // The mending of an old C library's waits makes those of a new one end at once.
            new("FAKETIME_FORCE_MONOTONIC_FIX", "0"),
        ];

    /// <summary>Sets the clock, counted from the right time.</summary>
    public void Set(TimeSpan ahead)
    {
        var aside = folder["offset.new"];
        File.WriteAllText(aside, string.Create(CultureInfo.InvariantCulture, $"{ahead.TotalSeconds:+0;-0;+0}"));
        File.Move(aside, folder["offset"], overwrite: true);
    }

    /// <inheritdoc />
    public void Dispose() => folder.Dispose();

    private static string FindLibrary() =>
        Directory
            .EnumerateDirectories("/usr/lib")
            .Select(place => Path.Combine(place, "faketime", Library))
            .Append(Path.Combine("/usr/lib/faketime", Library))
            .FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException(
            $"{Library} is not installed. Run tests/run as root on Debian or Ubuntu, which installs it; or install the package libfaketime."
        );
}
