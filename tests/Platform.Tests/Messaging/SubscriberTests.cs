using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Tests.Messaging.Broker;
using MonolithFirst.Testing;

namespace MonolithFirst.Platform.Tests.Messaging;

/// <summary>An event that several modules of one process subscribe to.</summary>
public sealed class SubscriberTests
{
    private readonly string text = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Each_delivery_is_handled_by_the_module_that_it_is_for()
    {
        using var folder = new TemporaryFolder();
        await using var host = await SampleHost.StartWithElsewhereAsync(
            new Dictionary<string, string?> { ["Database:DataFolder"] = folder.FullName }
        );
        await using var scope = host.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<SampleDbContext>();

        await HandleAsync(ElsewhereModule.Name);
        Assert.Empty(context.ChangeTracker.Entries());
        await HandleAsync("sample");
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, await host.NotesAsync(text, "event"));

        Task HandleAsync(string module) =>
            MessageInvoker
                .For(typeof(NoteWritten))
                .InvokeAsync(
                    scope.ServiceProvider,
                    module,
                    MessageJson.Write(new NoteWritten(text), typeof(NoteWritten)),
                    TestContext.Current.CancellationToken
                );
    }
}
