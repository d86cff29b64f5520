using System.Globalization;

namespace MonolithFirst.Benchmarks;

/// <summary>What processes take, as the system counts it.</summary>
internal static class Processes
{
    private const double TicksPerSecond = 100;

    /// <summary>User and system time of all their threads so far, all processes together.</summary>
    public static TimeSpan Processor(params IEnumerable<int> ids) => TimeSpan.FromSeconds(ids.Sum(Ticks) / TicksPerSecond);

    /// <summary>Resident memory in megabytes (of 1024 × 1024 bytes), as <c>ps</c> shows it; what processes share counts in each.</summary>
    public static double Megabytes(params IEnumerable<int> ids) => ids.Sum(Kilobytes) / 1024;

    private static double Ticks(int id)
    {
        var fields = File.ReadAllText($"/proc/{id}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
    }

    private static double Kilobytes(int id) =>
        File.ReadLines($"/proc/{id}/status")
            .Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture))
            .Single();
}

/// <summary>Who is measured.</summary>
/// <param name="Address">Where requests go.</param>
/// <param name="Http">Sends them there.</param>
/// <param name="Ids">The processes that work for them, whose time and memory count; without database and broker.</param>
internal sealed record Target(Uri Address, HttpClient Http, IReadOnlyList<int> Ids)
{
    /// <inheritdoc cref="Processes.Processor" />
    public TimeSpan Processor => Processes.Processor(Ids);

    /// <inheritdoc cref="Processes.Megabytes" />
    public double Megabytes => Processes.Megabytes(Ids);
}
