using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace MonolithFirst.Testing;

/// <summary>Waits for a condition, never for a time: reads again and again until it holds, or a limit is over.</summary>
public static class Eventually
{
    // Where answers are quick, what comes true is seen this soon; those who answer slowly would be kept busy by that.
    private const int LongestPause = 200;
    private const int LongestPauseWhereSlow = 2000;

    private static readonly TimeSpan UsualLimit = TimeSpan.FromSeconds(30);

    /// <summary>Reads until the value is as wanted, and returns it.</summary>
    /// <param name="read">Reads the value.</param>
    /// <param name="until">Whether it is as wanted.</param>
    /// <param name="limit">When to give up; 30 s unless told.</param>
    /// <param name="what">What is waited for, for the message.</param>
    /// <exception cref="TimeoutException">It never was; the message shows the last value.</exception>
    public static async Task<T> GetAsync<T>(Func<Task<T>> read, Func<T, bool> until, TimeSpan? limit = null, string? what = null)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(until);
        var waited = Stopwatch.StartNew();
        for (var pause = 10; ; pause = Math.Min(pause * 2, LongestPause))
        {
            var asked = Stopwatch.StartNew();
            var value = await read();
            if (until(value))
            {
                return value;
            }

            if (waited.Elapsed > (limit ?? UsualLimit))
            {
                throw new TimeoutException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{what ?? "The condition"} did not come true within {(limit ?? UsualLimit).TotalSeconds} s. Last seen: {Show(value)}"
                    )
                );
            }

            // Who answers slowly has work to do, and those who ask must not be most of it.
            var slow = Math.Min(2 * (int)asked.ElapsedMilliseconds, LongestPauseWhereSlow);
            await Task.Delay(Math.Max(pause, slow));
        }
    }

    /// <summary>Asks until the answer is yes.</summary>
    /// <exception cref="TimeoutException">It never was.</exception>
    public static Task TrueAsync(Func<Task<bool>> condition, TimeSpan? limit = null, string? what = null) =>
        GetAsync(condition, value => value, limit, what);

    /// <summary>Asks until the answer is yes.</summary>
    /// <exception cref="TimeoutException">It never was.</exception>
    public static Task TrueAsync(Func<bool> condition, TimeSpan? limit = null, string? what = null) =>
        GetAsync(() => Task.FromResult(condition()), value => value, limit, what);

    private static string Show<T>(T value)
    {
        if (value is Answer answer)
        {
            return answer.ToString();
        }

        try
        {
            return JsonSerializer.Serialize(value);
        }
        catch (Exception unshowable) when (unshowable is JsonException or NotSupportedException)
        {
            return value?.ToString() ?? "null";
        }
    }
}
