SELECT difference.order_id, difference.status, difference.against, difference.sku, difference.currency, difference.expected, difference.found
FROM (
    SELECT
        settled.id AS order_id,
        settled.status,
        'Ledger' AS against,
        NULL AS sku,
        settled.currency,
        CASE WHEN settled.status = 'Confirmed' THEN settled.total_minor ELSE 0 END AS expected,
        COALESCE(
            (
                SELECT -SUM(entry.amount_minor)
                FROM payments.rpt_ledger_entries AS entry
                WHERE entry.reference = settled.id AND entry.user_id = settled.user_id AND entry.currency = settled.currency
            ),
            0
        ) AS found
    FROM orders.rpt_orders AS settled
    WHERE settled.status IN ('Confirmed', 'Rejected', 'Cancelled')
        AND settled.placed_at >= @from
        AND settled.placed_at < @to
        AND (@status IS NULL OR settled.status = @status)
        AND (@customer IS NULL OR settled.user_id = @customer)
    UNION ALL
    SELECT
        settled.id,
        settled.status,
        'StockOnHand',
        line.sku,
        NULL,
        CASE WHEN settled.status = 'Confirmed' THEN -line.quantity ELSE 0 END,
        COALESCE(
            (
                SELECT SUM(movement.on_hand)
                FROM inventory.rpt_stock_movements AS movement
                WHERE movement.reference = settled.id AND movement.sku = line.sku
            ),
            0
        )
    FROM orders.rpt_orders AS settled
    JOIN orders.rpt_order_lines AS line ON line.order_id = settled.id
    WHERE settled.status IN ('Confirmed', 'Rejected', 'Cancelled')
        AND settled.placed_at >= @from
        AND settled.placed_at < @to
        AND (@status IS NULL OR settled.status = @status)
        AND (@customer IS NULL OR settled.user_id = @customer)
    UNION ALL
    SELECT
        settled.id,
        settled.status,
        'StockReserved',
        line.sku,
        NULL,
        0,
        COALESCE(
            (
                SELECT SUM(movement.reserved)
                FROM inventory.rpt_stock_movements AS movement
                WHERE movement.reference = settled.id AND movement.sku = line.sku
            ),
            0
        )
    FROM orders.rpt_orders AS settled
    JOIN orders.rpt_order_lines AS line ON line.order_id = settled.id
    WHERE settled.status IN ('Confirmed', 'Rejected', 'Cancelled')
        AND settled.placed_at >= @from
        AND settled.placed_at < @to
        AND (@status IS NULL OR settled.status = @status)
        AND (@customer IS NULL OR settled.user_id = @customer)
    UNION ALL
    SELECT entry.reference, NULL, 'Ledger', NULL, entry.currency, 0, -SUM(entry.amount_minor)
    FROM payments.rpt_ledger_entries AS entry
    LEFT JOIN orders.rpt_orders AS placed
        ON placed.id = entry.reference AND placed.user_id = entry.user_id AND placed.currency = entry.currency
    WHERE entry.reference IS NOT NULL
        AND entry.account_kind = 'User'
        AND placed.id IS NULL
        AND entry.recorded_at >= @from
        AND entry.recorded_at < @to
        AND @status IS NULL
        AND (@customer IS NULL OR entry.user_id = @customer)
    GROUP BY entry.reference, entry.user_id, entry.currency
    UNION ALL
    SELECT movement.reference, NULL, 'StockOnHand', movement.sku, NULL, 0, SUM(movement.on_hand)
    FROM inventory.rpt_stock_movements AS movement
    LEFT JOIN orders.rpt_order_lines AS line ON line.order_id = movement.reference AND line.sku = movement.sku
    WHERE movement.reference IS NOT NULL
        AND line.order_id IS NULL
        AND movement.occurred_at >= @from
        AND movement.occurred_at < @to
        AND @status IS NULL
        AND @customer IS NULL
    GROUP BY movement.reference, movement.sku
    UNION ALL
    SELECT movement.reference, NULL, 'StockReserved', movement.sku, NULL, 0, SUM(movement.reserved)
    FROM inventory.rpt_stock_movements AS movement
    LEFT JOIN orders.rpt_order_lines AS line ON line.order_id = movement.reference AND line.sku = movement.sku
    WHERE movement.reference IS NOT NULL
        AND line.order_id IS NULL
        AND movement.occurred_at >= @from
        AND movement.occurred_at < @to
        AND @status IS NULL
        AND @customer IS NULL
    GROUP BY movement.reference, movement.sku
) AS difference
WHERE difference.expected <> difference.found
ORDER BY difference.order_id, difference.against, difference.sku, difference.currency, difference.found
