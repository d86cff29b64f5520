using MonolithFirst.Testing;

namespace MonolithFirst.Platform.Tests.Messaging;

public sealed class MessagingOnSqliteTests : MessagingTests
{
    private readonly TemporaryFolder folder = new();

    protected override ValueTask<IReadOnlyDictionary<string, string?>> SettingsAsync() =>
        ValueTask.FromResult<IReadOnlyDictionary<string, string?>>(
            new Dictionary<string, string?> { ["Database:DataFolder"] = folder.FullName }
        );

    protected override ValueTask ReleaseAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
