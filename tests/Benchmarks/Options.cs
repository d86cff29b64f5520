using System.Globalization;

namespace MonolithFirst.Benchmarks;

/// <summary>The command line.</summary>
internal sealed record Options
{
    /// <summary>What to measure; everything unless told.</summary>
    public required IReadOnlyList<string> Parts { get; init; }

    /// <summary>How often each figure is taken; the median counts.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>How long each figure is taken for.</summary>
    public TimeSpan Span { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many clients ask at once, each as soon as it has its answer.</summary>
    public int Clients { get; init; } = 8;

    /// <summary>A published host to measure instead of this tree's, to compare versions.</summary>
    public string? Host { get; init; }

    /// <exception cref="ArgumentException">The line cannot be read; the message says what can be.</exception>
    public static Options Parse(string[] args, IReadOnlyList<string> known)
    {
        var options = new Options { Parts = known };
        var parts = new List<string>();
        for (var index = 0; index < args.Length; index++)
        {
            var argument = args[index];
            options = argument switch
            {
                "--rounds" => options with { Rounds = Number() },
                "--seconds" => options with { Span = TimeSpan.FromSeconds(Number()) },
                "--clients" => options with { Clients = Number() },
                "--host" => options with { Host = Path.GetFullPath(Value()) },
                _ when known.Contains(argument) => options,
                _ => throw new ArgumentException(
                    $"'{argument}' is unknown. Parts: {string.Join(", ", known)}. Options: --rounds 3, --seconds 5, --clients 8, --host <published folder>."
                ),
            };
            if (known.Contains(argument))
            {
                parts.Add(argument);
            }

            string Value() => ++index < args.Length ? args[index] : throw new ArgumentException($"{argument} needs a value.");

            int Number() =>
                int.TryParse(Value(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                    ? number
                    : throw new ArgumentException($"{argument} needs a number above zero.");
        }

        return parts.Count == 0 ? options : options with { Parts = parts };
    }
}
