namespace MonolithFirst.Catalog.Domain;

/// <summary>Whether a product is sold.</summary>
internal enum ProductStatus
{
    /// <summary>Sold, and listed for everybody.</summary>
    Active,

    /// <summary>No longer sold; still known by its SKU, because old orders name it.</summary>
    Archived,
}
