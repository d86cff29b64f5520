using System.Net;

namespace MonolithFirst.Console.Tests;

/// <summary>What a browser asks whose access token is gone and that has its refresh token still.</summary>
internal static class BrowserRequests
{
    private const string Refresh = "mf_refresh";

    public static async Task<string> RefreshTokenOf(Window window) =>
        (await window.Context.CookiesAsync()).Single(cookie => cookie.Name == Refresh).Value;

    /// <summary>Asks for a page, insists on it, and returns the refresh token that came with it.</summary>
    public static async Task<string> PageAsync(HttpClient gateway, string refreshToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin/orders");
        request.Headers.Add("Cookie", $"{Refresh}={refreshToken}");
        request.Headers.Add("Accept", "text/html");
        using var answer = await gateway.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(text => text.StartsWith(Refresh, StringComparison.Ordinal));
        return cookie.Split(';')[0].Split('=', 2)[1];
    }
}
