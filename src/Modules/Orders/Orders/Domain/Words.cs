using System.Text.Json;

namespace MonolithFirst.Orders.Domain;

/// <summary>How states and reasons are written where people and clients read them: as in JSON.</summary>
internal static class Words
{
    public static string CamelCase(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
