SELECT
    ranked.step,
    total.orders,
    MAX(CASE WHEN ranked.place * 2 >= total.orders AND (ranked.place - 1) * 2 < total.orders THEN ranked.took END) AS median,
    MAX(CASE WHEN ranked.place * 100 >= total.orders * 95 AND (ranked.place - 1) * 100 < total.orders * 95 THEN ranked.took END) AS p95
FROM (
    SELECT taken.step, taken.took, ROW_NUMBER() OVER (PARTITION BY taken.step ORDER BY taken.took) AS place
    FROM (
        SELECT 'Reserved' AS step, placed.reserving_us AS took
        FROM orders.rpt_orders AS placed
        WHERE placed.placed_at >= @from
            AND placed.placed_at < @to
            AND (@customer IS NULL OR placed.user_id = @customer)
            AND placed.reserved_at IS NOT NULL
        UNION ALL
        SELECT 'Paid', placed.paying_us
        FROM orders.rpt_orders AS placed
        WHERE placed.placed_at >= @from
            AND placed.placed_at < @to
            AND (@customer IS NULL OR placed.user_id = @customer)
            AND placed.paid_at IS NOT NULL
        UNION ALL
        SELECT 'Confirmed', placed.confirming_us
        FROM orders.rpt_orders AS placed
        WHERE placed.placed_at >= @from
            AND placed.placed_at < @to
            AND (@customer IS NULL OR placed.user_id = @customer)
            AND placed.confirmed_at IS NOT NULL
    ) AS taken
) AS ranked
JOIN (
    -- Counting a second time is cheaper than a second window.
    SELECT kind.step, CASE kind.step WHEN 'Reserved' THEN counted.reserved WHEN 'Paid' THEN counted.paid ELSE counted.confirmed END AS orders
    FROM (
        SELECT COUNT(placed.reserved_at) AS reserved, COUNT(placed.paid_at) AS paid, COUNT(placed.confirmed_at) AS confirmed
        FROM orders.rpt_orders AS placed
        WHERE placed.placed_at >= @from
            AND placed.placed_at < @to
            AND (@customer IS NULL OR placed.user_id = @customer)
    ) AS counted
    CROSS JOIN (SELECT 'Reserved' AS step UNION ALL SELECT 'Paid' UNION ALL SELECT 'Confirmed') AS kind
) AS total ON total.step = ranked.step
GROUP BY ranked.step, total.orders
ORDER BY CASE ranked.step WHEN 'Reserved' THEN 1 WHEN 'Paid' THEN 2 ELSE 3 END
