namespace MonolithFirst.Benchmarks.Reports.Composing;

/// <summary>How much there is of a product.</summary>
internal sealed record StockItem(string Sku, int OnHand, int Reserved, int Available, DateTime UpdatedAt);

/// <summary>Why and by how much it changed; the first movement of a product has the number 1.</summary>
internal sealed record Movement(string Sku, int Number, string Kind, int OnHand, int Reserved, Guid? Reference, DateTime OccurredAt);

/// <summary>What a product is called.</summary>
internal sealed record Product(string Sku, string Name);
