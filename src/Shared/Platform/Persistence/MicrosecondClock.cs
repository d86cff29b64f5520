namespace MonolithFirst.Platform.Persistence;

/// <summary>The system's clock, to the microsecond: what is answered before a row is saved equals what is read from it later.</summary>
internal sealed class MicrosecondClock : TimeProvider
{
    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow()
    {
        var now = base.GetUtcNow();
        return new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
    }
}
