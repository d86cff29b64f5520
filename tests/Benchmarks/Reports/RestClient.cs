using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace MonolithFirst.Benchmarks.Reports;

/// <summary>Asks the host over REST, and counts what it takes.</summary>
/// <param name="http">Reaches the host.</param>
/// <param name="token">Who asks.</param>
internal sealed class RestClient(HttpClient http, string token)
{
    private const int PageSize = 100;

    private readonly long began = Stopwatch.GetTimestamp();
    private int requests;
    private long bytes;

    /// <summary>What it has taken since it was made.</summary>
    public Taken Taken => new(Stopwatch.GetElapsedTime(began).TotalMilliseconds, requests, bytes);

    /// <summary>What is at an address; null where it is answered with that status.</summary>
    /// <exception cref="InvalidOperationException">It is answered with another status that is not 200.</exception>
    public async Task<JsonElement?> GetAsync(string path, HttpStatusCode unless = HttpStatusCode.NotFound)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request);
        var body = await answer.Content.ReadAsByteArrayAsync();
        Interlocked.Increment(ref requests);
        Interlocked.Add(ref bytes, body.Length);
        if (answer.StatusCode == unless)
        {
            return null;
        }

        return answer.StatusCode == HttpStatusCode.OK
            ? JsonDocument.Parse(body).RootElement
            : throw new InvalidOperationException($"{path} was answered with {(int)answer.StatusCode}: {Encoding.UTF8.GetString(body)}");
    }

    /// <summary>The rows of a list that is sorted by time, the newest first, down to a time; by pages, as large as they can be.</summary>
    /// <param name="list">Its address with a question mark.</param>
    /// <param name="time">The field that says when.</param>
    /// <param name="from">The time.</param>
    public async IAsyncEnumerable<JsonElement> SinceAsync(string list, string time, DateTime from)
    {
        for (var page = 1; ; page++)
        {
            var rows = (await GetAsync($"{list}&page={page}&pageSize={PageSize}"))!.Value.GetProperty("items");
            foreach (var row in rows.EnumerateArray())
            {
                if (row.GetProperty(time).GetDateTime() < from)
                {
                    yield break;
                }

                yield return row;
            }

            if (rows.GetArrayLength() < PageSize)
            {
                yield break;
            }
        }
    }
}

/// <summary>What an answer has taken.</summary>
/// <param name="Milliseconds">How long.</param>
/// <param name="Requests">How many requests.</param>
/// <param name="Bytes">How much was received.</param>
internal sealed record Taken(double Milliseconds, int Requests, long Bytes);
