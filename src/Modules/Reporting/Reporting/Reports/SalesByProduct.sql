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
        booked.sku,
        booked.currency,
        SUM(CASE WHEN booked.kind = 'Charge' THEN booked.orders ELSE 0 END) AS orders,
        SUM(CASE WHEN booked.kind = 'Charge' THEN booked.units ELSE 0 END) AS units,
        SUM(CASE WHEN booked.kind = 'Charge' THEN booked.amount ELSE 0 END) AS gross,
        SUM(CASE WHEN booked.kind = 'Refund' THEN booked.amount ELSE 0 END) AS refunds
    FROM (
        SELECT line.sku, line.currency, entry.kind, COUNT(*) AS orders, SUM(line.quantity) AS units, SUM(line.amount_minor) AS amount
        FROM payments.rpt_ledger_entries AS entry
        JOIN orders.rpt_order_lines AS line ON line.order_id = entry.reference
        WHERE entry.kind IN ('Charge', 'Refund')
            AND entry.user_id IS NOT NULL
            AND entry.recorded_at >= @from
            AND entry.recorded_at < @to
            AND (@customer IS NULL OR entry.user_id = @customer)
            AND (@product IS NULL OR line.sku = @product)
        GROUP BY line.sku, line.currency, entry.kind
    ) AS booked
    GROUP BY booked.sku, booked.currency
) AS sold
LEFT JOIN catalog.rpt_products AS product ON product.sku = sold.sku
ORDER BY net DESC, sold.sku, sold.currency
