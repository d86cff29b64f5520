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
    /// <summary>The most rows a page can have.</summary>
    public const int PageSize = 100;

    private readonly long began = Stopwatch.GetTimestamp();
    private int requests;
    private long bytes;

    /// <summary>What it has taken since it was made.</summary>
    public Taken Taken => new(Stopwatch.GetElapsedTime(began).TotalMilliseconds, requests, bytes);

    /// <summary>What is at an address; null where it is answered with that status.</summary>
    /// <exception cref="InvalidOperationException">It is answered with another status that is not 200.</exception>
    public async Task<JsonElement?> GetAsync(string path, HttpStatusCode unless = HttpStatusCode.NotFound) =>
        await ReadAsync(path, unless) is { } body ? JsonDocument.Parse(body).RootElement : null;

    /// <summary>What is at an address; null where there is nothing.</summary>
    /// <exception cref="InvalidOperationException">It is answered with a status that is neither 200 nor 404.</exception>
    public async Task<T?> GetAsync<T>(string path)
        where T : class =>
        await ReadAsync(path, HttpStatusCode.NotFound) is { } body ? JsonSerializer.Deserialize<T>(body, JsonSerializerOptions.Web) : null;

    /// <summary>The rows of a list, by pages, as large as they can be.</summary>
    /// <param name="list">Its address with a question mark.</param>
    /// <param name="isPast">Whether neither a row nor those after it are wanted.</param>
    public async Task<Listed<T>> ListAsync<T>(string list, Func<T, bool> isPast)
    {
        var rows = new List<T>();
        for (var page = 1; ; page++)
        {
            var read =
                await GetAsync<ListPage<T>>($"{list}&page={page}&pageSize={PageSize}")
                ?? throw new InvalidOperationException($"There is no list {list}.");
            var wanted = read.Items.TakeWhile(row => !isPast(row)).ToList();
            rows.AddRange(wanted);
            if (wanted.Count < PageSize || (long)page * PageSize >= read.Total)
            {
                return new Listed<T>(rows, read.Total, page);
            }
        }
    }

    private async Task<byte[]?> ReadAsync(string path, HttpStatusCode unless)
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
            ? body
            : throw new InvalidOperationException($"{path} was answered with {(int)answer.StatusCode}: {Encoding.UTF8.GetString(body)}");
    }
}

/// <summary>What an answer has taken.</summary>
/// <param name="Milliseconds">How long.</param>
/// <param name="Requests">How many requests.</param>
/// <param name="Bytes">How much was received.</param>
internal sealed record Taken(double Milliseconds, int Requests, long Bytes);
