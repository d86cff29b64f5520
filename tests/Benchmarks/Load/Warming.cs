namespace MonolithFirst.Benchmarks.Load;

/// <summary>What is measured is a service that has been up for a while.</summary>
internal static class Warming
{
    // A service counts as warm when a batch of requests takes hardly less processor time than the one before: until then the runtime is
    // compiling, at the service's own cost, what it has seen often enough.
    private const double Settled = 0.97;

    /// <summary>Runs batches until the service is warm.</summary>
    /// <param name="batch">Runs one, and tells the processor time that it took.</param>
    /// <param name="most">After how many it is enough.</param>
    public static async Task UpAsync(Func<Task<double>> batch, int most)
    {
        var before = await batch();
        for (var batches = 1; batches < most; batches++)
        {
            var now = await batch();
            if (batches > 1 && now > before * Settled)
            {
                return;
            }

            before = now;
        }
    }
}
