SELECT
    kept.step,
    kept.orders,
    MAX(CASE WHEN kept.place * 2 >= kept.orders AND (kept.place - 1) * 2 < kept.orders THEN kept.took END) AS median,
    MAX(CASE WHEN kept.place * 100 >= kept.orders * 95 AND (kept.place - 1) * 100 < kept.orders * 95 THEN kept.took END) AS p95
FROM (
    -- Each step is ranked by itself: all of them as one list would first have to be written down.
    SELECT
        1 AS position,
        'Reserved' AS step,
        ranked.orders,
        ranked.place,
        ranked.took
    FROM (
        SELECT
            placed.reserving_us AS took,
            COUNT(*) OVER () AS orders,
            ROW_NUMBER() OVER (ORDER BY placed.reserving_us) AS place
        FROM orders.rpt_orders AS placed
        WHERE placed.placed_at >= @from
            AND placed.placed_at < @to
            AND (@customer IS NULL OR placed.user_id = @customer)
            AND placed.reserved_at IS NOT NULL
    ) AS ranked
    WHERE (ranked.place * 2 >= ranked.orders AND (ranked.place - 1) * 2 < ranked.orders)
        OR (ranked.place * 100 >= ranked.orders * 95 AND (ranked.place - 1) * 100 < ranked.orders * 95)
    UNION ALL
    SELECT
        2,
        'Paid',
        ranked.orders,
        ranked.place,
        ranked.took
    FROM (
        SELECT
            placed.paying_us AS took,
            COUNT(*) OVER () AS orders,
            ROW_NUMBER() OVER (ORDER BY placed.paying_us) AS place
        FROM orders.rpt_orders AS placed
        WHERE placed.placed_at >= @from
            AND placed.placed_at < @to
            AND (@customer IS NULL OR placed.user_id = @customer)
            AND placed.paid_at IS NOT NULL
    ) AS ranked
    WHERE (ranked.place * 2 >= ranked.orders AND (ranked.place - 1) * 2 < ranked.orders)
        OR (ranked.place * 100 >= ranked.orders * 95 AND (ranked.place - 1) * 100 < ranked.orders * 95)
    UNION ALL
    SELECT
        3,
        'Confirmed',
        ranked.orders,
        ranked.place,
        ranked.took
    FROM (
        SELECT
            placed.confirming_us AS took,
            COUNT(*) OVER () AS orders,
            ROW_NUMBER() OVER (ORDER BY placed.confirming_us) AS place
        FROM orders.rpt_orders AS placed
        WHERE placed.placed_at >= @from
            AND placed.placed_at < @to
            AND (@customer IS NULL OR placed.user_id = @customer)
            AND placed.confirmed_at IS NOT NULL
    ) AS ranked
    WHERE (ranked.place * 2 >= ranked.orders AND (ranked.place - 1) * 2 < ranked.orders)
        OR (ranked.place * 100 >= ranked.orders * 95 AND (ranked.place - 1) * 100 < ranked.orders * 95)
) AS kept
GROUP BY kept.position, kept.step, kept.orders
ORDER BY kept.position
