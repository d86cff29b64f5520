using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Reporting.Domain;
using MonolithFirst.Reporting.Persistence;

namespace MonolithFirst.Reporting.Running;

/// <summary>Another process makes the run by now.</summary>
internal sealed class RunTakenOverException() : Exception("Another process makes this run.");

/// <summary>Writes a run's file into the database, part by part, and with each part how far the run has come.</summary>
internal sealed class RunPartStream(ReportingDbContext db, UnitOfWork unitOfWork, ReportRun made, long totalRows, TimeProvider clock)
    : Stream
{
    private const int PartSize = 256 * 1024;

    private readonly byte[] part = new byte[PartSize];
    private int filled;
    private int parts;
    private long rows;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The rows, counted as they are written.</summary>
    public async IAsyncEnumerable<object?[]> Counting(
        IAsyncEnumerable<object?[]> source,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await foreach (var row in source.WithCancellation(cancellationToken))
        {
            yield return row;
            rows++;
        }
    }

    /// <summary>Writes the last part, and says that the file is there.</summary>
    public Task FinishAsync(CancellationToken cancellationToken) => SaveAsync(isLast: true, cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            var taken = Math.Min(buffer.Length, PartSize - filled);
            buffer[..taken].CopyTo(part.AsMemory(filled));
            filled += taken;
            buffer = buffer[taken..];
            if (filled == PartSize)
            {
                await SaveAsync(isLast: false, cancellationToken);
            }
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) =>
        WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <summary>Parts are saved when they are full; a flush is no reason for a small one.</summary>
    public override void Flush() { }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async Task SaveAsync(bool isLast, CancellationToken cancellationToken)
    {
        var content = part.AsSpan(0, filled).ToArray();
        parts++;
        db.ChangeTracker.Clear();
        await unitOfWork.RunAsync(
            db,
            async token =>
            {
                var run = await db.Runs.Where(row => row.Id == made.Id).ForUpdate().SingleOrDefaultAsync(token);
                if (run is null || !run.IsMadeBy(made.Attempts))
                {
                    throw new RunTakenOverException();
                }

                db.RunParts.Add(
                    new ReportRunPart
                    {
                        RunId = run.Id,
                        Number = parts,
                        Content = content,
                    }
                );
                run.GoOn(totalRows, rows, clock.GetUtcNow().UtcDateTime);
                if (isLast)
                {
                    run.Finish(clock.GetUtcNow().UtcDateTime);
                }
            },
            cancellationToken
        );
        db.ChangeTracker.Clear();
        filled = 0;
    }
}
