using System.Net;
using System.Text.Json;

namespace MonolithFirst.Testing;

/// <summary>The recurring jobs of a process, through the dashboard that administrators have.</summary>
public static class Jobs
{
    private const string Waiting = "enqueued:count-or-null";
    private const string Running = "processing:count";

    /// <summary>Has a job begin now, beside its times.</summary>
    /// <param name="admin">An administrator's client of the process.</param>
    /// <param name="job">The job, as <c>module:name</c>.</param>
    public static async Task TriggerAsync(Client admin, string job)
    {
        ArgumentNullException.ThrowIfNull(admin);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/jobs/recurring/trigger") { Content = Form("jobs[]", job) };
        (await admin.SendAsync(request)).MustBe(HttpStatusCode.NoContent);
    }

    /// <summary>Has a job begin now, and waits until the process has no job left to do.</summary>
    /// <param name="admin">An administrator's client of the process.</param>
    /// <param name="job">The job, as <c>module:name</c>.</param>
    public static async Task RunAsync(Client admin, string job)
    {
        await TriggerAsync(admin, job);
        await Eventually.GetAsync(
            () => CountsAsync(admin),
            counts => counts is { Waiting: 0, Running: 0 },
            TimeSpan.FromMinutes(2),
            $"No job left to do after {job}"
        );
    }

    private static async Task<(long Waiting, long Running)> CountsAsync(Client admin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/jobs/stats") { Content = Form("metrics[]", Waiting, Running) };
        var counts = (await admin.SendAsync(request)).MustBe(HttpStatusCode.OK).Json;
        return (Count(counts, Waiting), Count(counts, Running));
    }

    private static long Count(JsonElement counts, string metric) =>
        counts.GetProperty(metric) is { ValueKind: JsonValueKind.Object } known ? known.GetProperty("intValue").GetInt64() : 0;

    private static FormUrlEncodedContent Form(string name, params IEnumerable<string> values) =>
        new(values.Select(value => KeyValuePair.Create(name, value)));
}
