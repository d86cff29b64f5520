SELECT
    item.sku,
    product.name,
    item.on_hand,
    item.reserved,
    item.available,
    COALESCE(moved.sold, 0) AS sold,
    ROUND(1.0 * COALESCE(moved.sold, 0) / item.days, 2) AS per_day,
    CASE WHEN moved.sold > 0 THEN ROUND(1.0 * item.available * item.days / moved.sold, 1) END AS days_of_cover,
    CASE WHEN item.on_hand > 0 AND COALESCE(moved.sold, 0) <= 0 THEN 1 ELSE 0 END AS dead
FROM (
    SELECT
        stock.sku,
        stock.on_hand,
        stock.reserved,
        stock.available,
        CASE
            WHEN begun.occurred_at >= @until THEN 1
            WHEN begun.occurred_at > @from THEN DATEDIFF(@until, begun.occurred_at)
            ELSE @days
        END AS days
    FROM inventory.rpt_stock AS stock
    LEFT JOIN inventory.rpt_stock_movements AS begun ON begun.sku = stock.sku AND begun.number = 1
    WHERE @product IS NULL OR stock.sku = @product
) AS item
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
ORDER BY item.sku
