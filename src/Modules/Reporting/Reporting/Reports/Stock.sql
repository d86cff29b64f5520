SELECT
    item.sku,
    product.name,
    item.on_hand,
    item.reserved,
    item.available,
    COALESCE(moved.sold, 0) AS sold,
    ROUND(1.0 * COALESCE(moved.sold, 0) / @days, 2) AS per_day,
    CASE WHEN moved.sold > 0 THEN ROUND(1.0 * item.available * @days / moved.sold, 1) END AS days_of_cover,
    CASE WHEN item.on_hand > 0 AND COALESCE(moved.sold, 0) <= 0 THEN 1 ELSE 0 END AS dead
FROM inventory.rpt_stock AS item
LEFT JOIN (
    SELECT movement.sku, -SUM(movement.on_hand) AS sold
    FROM inventory.rpt_stock_movements AS movement
    WHERE movement.kind IN ('Commit', 'Return')
        AND movement.occurred_at >= @from
        AND movement.occurred_at < @to
        AND (@product IS NULL OR movement.sku = @product)
    GROUP BY movement.sku
) AS moved ON moved.sku = item.sku
LEFT JOIN catalog.rpt_products AS product ON product.sku = item.sku
WHERE @product IS NULL OR item.sku = @product
ORDER BY item.sku
