using CsCheck;
using MonolithFirst.EndToEnd.Tests.Faults;

namespace MonolithFirst.EndToEnd.Tests.Sweeps;

/// <summary>Values that nobody expects, the same ones for the same seed.</summary>
internal sealed class Nasty(Chance chance, int sequence)
{
    /// <summary>Text that other systems have stumbled over.</summary>
    private static readonly string[] Known =
    [
        "",
        " ",
        "\t",
        "\r\n",
        "\u0000",
        "A\u0000B",
        "\u0007\u001b[31m\u007f",
        "' OR 1=1 --",
        "\"; DROP TABLE orders; --",
        "1; SELECT pg_sleep(9)",
        "%' AND (SELECT 1 FROM users.accounts) --",
        "\\\\' UNION SELECT NULL#",
        "%_%!!",
        "<script>alert(1)</script>",
        "${jndi:ldap://127.0.0.1/a}",
        "{{7*7}}{{displayName}}{{",
        "{0}{1:n}",
        "../../../../etc/passwd",
        "..\\..\\windows\\win.ini",
        "$(reboot)`id`|ls;&",
        "%0d%0aSet-Cookie: a=b",
        "a@b@c",
        "true",
        "null",
        "NaN",
        "-1",
        "1e309",
        "0x41",
        "99999999999999999999999999999999",
        "2026-02-30T25:61:61Z",
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "{00000000-0000-0000-0000-000000000001}",
        "Ⅷ½٣",
        "ǅİıß",
        "e\u0301\u0301\u0301\u0301",
        "\u202eabc\u2066",
        "\u200b\ufeff\u2028",
        "\ufffe\uffff",
        "😀👩‍👩‍👧‍👦",
        "日本語テキスト",
    ];

    private static readonly Gen<string> Lengthy = Gen.Select(
        Gen.OneOf("A", "ä", "😀", "0", " ", "%", "\\", "'"),
        Gen.OneOf(41, 129, 256, 1025, 4097, 10_001),
        (piece, times) => string.Concat(Enumerable.Repeat(piece, times))
    );

    /// <summary>Whole characters of any plane, controls among them.</summary>
    private static readonly Gen<string> AnyText = Gen.OneOf(
            Gen.Int[0, 0x1f],
            Gen.Int[0x20, 0x7e],
            Gen.Int[0x7f, 0x2ff],
            Gen.Int[0x2000, 0x206f],
            Gen.Int[0xe000, 0xffff],
            Gen.Int[0x10000, 0x10ffff]
        )
        .Array[1, 24]
        .Select(points => string.Concat(points.Select(char.ConvertFromUtf32)));

    private static readonly Gen<string> AllNumbers = Gen.OneOf(
        Gen.OneOf("-1", "0", "-0", "1.5", "1e2", "1E-7", "-2147483649", "2147483648", "9223372036854775808", "1e400", "-1e400"),
        Gen.OneOf("100000000000000000000000000000000000000000", "0.1000000000000000000000000000000000001", "10001", "1000000000"),
        Gen.Int.Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Gen.Long.Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Gen.Decimal.Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture))
    );

    private static readonly Gen<string> AllText = Gen.Frequency((5, Gen.OneOf(Known)), (4, AnyText), (1, Lengthy));

    private readonly PCG pcg = new((uint)sequence, (ulong)chance.For(sequence).NextInt64());

    /// <summary>Some different texts.</summary>
    public IEnumerable<string> Texts(int count) => Some(AllText, count);

    /// <summary>Some different numbers as JSON writes them, whether or not a computer can hold them.</summary>
    public IEnumerable<string> Numbers(int count) => Some(AllNumbers, count);

    private List<string> Some(Gen<string> of, int count)
    {
        var some = new HashSet<string>();
        while (some.Count < count)
        {
            some.Add(of.Generate(pcg, null, out _));
        }

        return [.. some];
    }
}
