using System.Buffers.Binary;

namespace MonolithFirst.Benchmarks.Trade;

/// <summary>Chance that falls alike for the same seed.</summary>
internal sealed class Chance(int seed)
{
    private readonly Random random = new(seed);

    /// <summary>From 0 to just below 1.</summary>
    public double Share() => random.NextDouble();

    /// <summary>Both bounds included.</summary>
    public int Between(int least, int most) => random.Next(least, most + 1);

    /// <summary>An index below the count; the first ones come up far more often than the last.</summary>
    public int Favourite(int count)
    {
        var share = Share();
        return (int)(share * share * count);
    }

    /// <summary>How long something takes that takes so long on average: at least half of it, and now and then several times as long.</summary>
    public TimeSpan About(TimeSpan average) =>
        TimeSpan.FromMicroseconds((long)(average.TotalMicroseconds * (0.5 - (Math.Log(1 - Share()) / 2))));

    /// <summary>A version-7 UUID of that time.</summary>
    public Guid Id(DateTime at)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        var milliseconds = new DateTimeOffset(at).ToUnixTimeMilliseconds();
        BinaryPrimitives.WriteInt64BigEndian(bytes, (milliseconds << 16) | BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]));
        bytes[6] = (byte)(0x70 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Hexadecimal digits, two for each byte.</summary>
    public string Hex(int bytes)
    {
        var buffer = new byte[bytes];
        random.NextBytes(buffer);
        return Convert.ToHexStringLower(buffer);
    }
}
