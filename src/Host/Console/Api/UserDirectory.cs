using System.Net;

namespace MonolithFirst.Host.Console.Api;

/// <summary>Who is behind an id, and which id is behind an e-mail address.</summary>
internal sealed class UserDirectory(ApiClient api)
{
    // The API takes as many at once.
    private const int Most = 100;

    /// <summary>The account that somebody means who writes an e-mail address; what is none stands for itself, as an id does.</summary>
    /// <exception cref="ApiException">Nobody has the address, or the API did not answer.</exception>
    public async Task<string?> AccountOfAsync(string? text)
    {
        if (text?.Contains('@', StringComparison.Ordinal) != true)
        {
            return text?.Trim();
        }

        var found = (await api.GetAsync<PageOf<User>>(ApiClient.Path("/api/users", ("email", text)))).Items;
        return found.Count > 0
            ? found[0].Id.ToString()
            : throw ApiClient.Own(
                HttpStatusCode.NotFound,
                "platform.email_unknown",
                $"Nobody has the e-mail address {text.Trim()}.",
                ("email", text.Trim())
            );
    }

    /// <summary>The accounts' e-mail addresses, as far as they are to be had: nothing else has to wait for them.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> EmailsOfAsync(IEnumerable<Guid> accounts)
    {
        List<(string, object?)> ids = [.. accounts.Distinct().Take(Most).Select(id => ("id", (object?)id))];
        if (ids.Count == 0)
        {
            return new Dictionary<Guid, string>();
        }

        try
        {
            var found = await api.GetAsync<PageOf<User>>(ApiClient.Path("/api/users", [.. ids, ("pageSize", Most)]));
            return found.Items.ToDictionary(user => user.Id, user => user.Email);
        }
        catch (ApiException)
        {
            return new Dictionary<Guid, string>();
        }
    }
}
