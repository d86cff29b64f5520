SELECT
    ranked.step,
    COUNT(*) AS orders,
    MAX(CASE WHEN ranked.place * 2 >= ranked.total AND (ranked.place - 1) * 2 < ranked.total THEN ranked.took END) AS median,
    MAX(CASE WHEN ranked.place * 100 >= ranked.total * 95 AND (ranked.place - 1) * 100 < ranked.total * 95 THEN ranked.took END) AS p95
FROM (
    SELECT
        taken.step,
        taken.took,
        ROW_NUMBER() OVER (PARTITION BY taken.step ORDER BY taken.took) AS place,
        COUNT(*) OVER (PARTITION BY taken.step) AS total
    FROM (
        SELECT
            CASE step.step WHEN 'StockReserved' THEN 'Reserved' WHEN 'ChargeTaken' THEN 'Paid' ELSE 'Confirmed' END AS step,
            step.taken_us - previous.taken_us AS took
        FROM orders.rpt_orders AS placed
        JOIN orders.rpt_order_steps AS step ON step.order_id = placed.id
        JOIN orders.rpt_order_steps AS previous
            -- Taking the goods out of the stock and confirming are one step, and two entries.
            ON previous.order_id = placed.id
            AND previous.number = step.number - CASE step.step WHEN 'Confirmed' THEN 2 ELSE 1 END
        WHERE placed.placed_at >= @from
            AND placed.placed_at < @to
            AND (@customer IS NULL OR placed.user_id = @customer)
            AND step.step IN ('StockReserved', 'ChargeTaken', 'Confirmed')
    ) AS taken
) AS ranked
GROUP BY ranked.step
ORDER BY CASE ranked.step WHEN 'Reserved' THEN 1 WHEN 'Paid' THEN 2 ELSE 3 END
