SELECT difference.order_id, difference.status, difference.against, difference.sku, difference.currency, difference.expected, difference.found
FROM (
    SELECT booked.order_id, booked.status, 'Ledger' AS against, NULL AS sku, booked.currency, booked.expected, booked.found
    FROM (
        SELECT
            settled.id AS order_id,
            settled.status,
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
    ) AS booked
    WHERE booked.expected <> booked.found
    UNION ALL
    SELECT stuck.id, stuck.status, 'Settlement', NULL, NULL, 1, 0
    FROM orders.rpt_orders AS stuck
    WHERE stuck.status IN ('Reserving', 'Paying', 'Confirming', 'Rejecting', 'Cancelling')
        AND stuck.placed_at >= @from
        AND stuck.placed_at < @to
        AND stuck.placed_at < @yesterday
        AND (@status IS NULL OR stuck.status = @status)
        AND (@customer IS NULL OR stuck.user_id = @customer)
    UNION ALL
    SELECT
        moved.order_id,
        moved.status,
        part.against,
        moved.sku,
        NULL,
        CASE part.against WHEN 'StockOnHand' THEN moved.expected ELSE 0 END,
        CASE part.against WHEN 'StockOnHand' THEN moved.on_hand ELSE moved.reserved END
    FROM (
        SELECT
            settled.id AS order_id,
            settled.status,
            line.sku,
            CASE WHEN settled.status = 'Confirmed' THEN -line.quantity ELSE 0 END AS expected,
            COALESCE(SUM(movement.on_hand), 0) AS on_hand,
            COALESCE(SUM(movement.reserved), 0) AS reserved
        FROM orders.rpt_orders AS settled
        JOIN orders.rpt_order_lines AS line ON line.order_id = settled.id
        LEFT JOIN inventory.rpt_stock_movements AS movement ON movement.reference = settled.id AND movement.sku = line.sku
        WHERE settled.status IN ('Confirmed', 'Rejected', 'Cancelled')
            AND settled.placed_at >= @from
            AND settled.placed_at < @to
            AND (@status IS NULL OR settled.status = @status)
            AND (@customer IS NULL OR settled.user_id = @customer)
            AND NOT EXISTS (
                SELECT SUM(kept.on_hand)
                FROM inventory.rpt_stock_movements AS kept
                WHERE kept.reference = settled.id AND kept.sku = line.sku
                HAVING COALESCE(SUM(kept.reserved), 0) = 0
                    AND COALESCE(SUM(kept.on_hand), 0) = CASE WHEN settled.status = 'Confirmed' THEN -line.quantity ELSE 0 END
            )
        GROUP BY settled.id, settled.status, line.sku, line.quantity
    ) AS moved
    CROSS JOIN (SELECT 'StockOnHand' AS against UNION ALL SELECT 'StockReserved') AS part
    WHERE moved.expected <> moved.on_hand OR moved.reserved <> 0
    UNION ALL
    SELECT entry.reference, NULL, 'Ledger', NULL, entry.currency, 0, -SUM(entry.amount_minor)
    FROM payments.rpt_ledger_entries AS entry
    LEFT JOIN orders.rpt_orders AS placed
        ON placed.id = entry.reference AND placed.user_id = entry.user_id AND placed.currency = entry.currency
    WHERE entry.kind IN ('Charge', 'Refund')
        AND entry.user_id IS NOT NULL
        AND placed.id IS NULL
        AND entry.recorded_at >= @from
        AND entry.recorded_at < @to
        AND @status IS NULL
        AND (@customer IS NULL OR entry.user_id = @customer)
    GROUP BY entry.reference, entry.user_id, entry.currency
    UNION ALL
    SELECT
        lost.reference,
        NULL,
        part.against,
        lost.sku,
        NULL,
        0,
        CASE part.against WHEN 'StockOnHand' THEN lost.on_hand ELSE lost.reserved END
    FROM (
        SELECT movement.reference, movement.sku, SUM(movement.on_hand) AS on_hand, SUM(movement.reserved) AS reserved
        FROM inventory.rpt_stock_movements AS movement
        LEFT JOIN orders.rpt_order_lines AS line ON line.order_id = movement.reference AND line.sku = movement.sku
        WHERE movement.kind IN ('Reserve', 'Release', 'Commit', 'Return', 'Expire')
            AND line.order_id IS NULL
            AND movement.occurred_at >= @from
            AND movement.occurred_at < @to
            AND @status IS NULL
            AND @customer IS NULL
        -- In another order than an index has them, which a server would follow and read each row by itself.
        GROUP BY movement.sku, movement.reference
    ) AS lost
    CROSS JOIN (SELECT 'StockOnHand' AS against UNION ALL SELECT 'StockReserved') AS part
) AS difference
WHERE difference.expected <> difference.found
ORDER BY difference.order_id, difference.against, difference.sku, difference.currency, difference.found
