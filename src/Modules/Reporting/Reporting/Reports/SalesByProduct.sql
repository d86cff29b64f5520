SELECT
    sold.sku,
    product.name,
    sold.orders,
    sold.units,
    sold.currency,
    sold.gross,
    sold.refunds,
    sold.gross - sold.refunds AS net
FROM (
    SELECT
        line.sku,
        line.currency,
        SUM(CASE WHEN entry.kind = 'Charge' THEN 1 ELSE 0 END) AS orders,
        SUM(CASE WHEN entry.kind = 'Charge' THEN line.quantity ELSE 0 END) AS units,
        SUM(CASE WHEN entry.kind = 'Charge' THEN line.amount_minor ELSE 0 END) AS gross,
        SUM(CASE WHEN entry.kind = 'Refund' THEN line.amount_minor ELSE 0 END) AS refunds
    FROM payments.rpt_ledger_entries AS entry
    JOIN orders.rpt_order_lines AS line ON line.order_id = entry.reference
    WHERE entry.kind IN ('Charge', 'Refund')
        AND entry.user_id IS NOT NULL
        AND entry.recorded_at >= @from
        AND entry.recorded_at < @to
        AND (@customer IS NULL OR entry.user_id = @customer)
        AND (@product IS NULL OR line.sku = @product)
    GROUP BY line.sku, line.currency
) AS sold
LEFT JOIN catalog.rpt_products AS product ON product.sku = sold.sku
ORDER BY net DESC, sold.sku, sold.currency
