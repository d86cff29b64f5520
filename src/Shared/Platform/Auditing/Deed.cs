using System.Text.Json.Nodes;

namespace MonolithFirst.Platform.Auditing;

/// <summary>What an administrator did, beside who they are.</summary>
/// <param name="Id">The same however often it is told of.</param>
/// <param name="At">When.</param>
/// <param name="Operation">What was done: the endpoint's name, such as <c>inventory_receive_stock</c>.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">To what.</param>
/// <param name="Address">The client's network address.</param>
/// <param name="Correlation">What the whole flow goes by, as in the logs.</param>
/// <param name="Details">What was asked for beyond the path, with personal data and secrets masked.</param>
internal sealed record Deed(
    Guid Id,
    DateTime At,
    string Operation,
    string Method,
    string Path,
    string Address,
    string Correlation,
    JsonNode? Details
);
