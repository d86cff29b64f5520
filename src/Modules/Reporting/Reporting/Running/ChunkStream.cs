using System.Buffers;

namespace MonolithFirst.Reporting.Running;

/// <summary>
/// Hands on in chunks what is written to it. What writes workbooks writes some bytes synchronously; these wait for the next asynchronous
/// write, so that no thread is held up by a slow client.
/// </summary>
/// <param name="size">How large a chunk is at least, in bytes; the last one is what is left.</param>
/// <param name="handOn">Takes a chunk, which is good until it returns.</param>
internal sealed class ChunkStream(int size, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> handOn) : Stream
{
    private readonly ArrayBufferWriter<byte> held = new(size);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => held.Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => held.Write(buffer);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        held.Write(buffer.Span);
        if (held.WrittenCount >= size)
        {
            await FinishAsync(cancellationToken);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Hands on what is left. What fails halfway leaves it out, also where writers flush as they are disposed of.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (held.WrittenCount > 0)
        {
            await handOn(held.WrittenMemory, cancellationToken);
            held.ResetWrittenCount();
        }
    }

    /// <summary>A flush is no reason for a small chunk.</summary>
    public override void Flush() { }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
