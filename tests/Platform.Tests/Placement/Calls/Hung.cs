using System.Net;

namespace MonolithFirst.Platform.Tests.Placement.Calls;

/// <summary>The body of an answer that begins and does not end.</summary>
internal sealed class Hung : HttpContent
{
    public static HttpResponseMessage Answer() => new(HttpStatusCode.OK) { Content = new Hung() };

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
