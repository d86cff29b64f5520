SELECT
    stage.stage,
    stage.reason,
    stage.orders,
    ROUND(100.0 * stage.orders / NULLIF(stage.placed, 0), 2) AS share
FROM (
    SELECT
        kind.position,
        kind.stage,
        kind.reason,
        total.placed,
        CASE kind.position
            WHEN 1 THEN total.placed
            WHEN 2 THEN total.reserved
            WHEN 3 THEN total.paid
            WHEN 4 THEN total.confirmed
            WHEN 5 THEN total.cancelled
            WHEN 6 THEN total.out_of_stock
            WHEN 7 THEN total.insufficient_funds
            WHEN 8 THEN total.reservation_expired
            ELSE total.timed_out
        END AS orders
    FROM (
        SELECT
            COUNT(*) AS placed,
            COUNT(placed.reserved_at) AS reserved,
            COUNT(placed.paid_at) AS paid,
            COUNT(placed.confirmed_at) AS confirmed,
            COALESCE(SUM(CASE WHEN placed.status = 'Cancelled' THEN 1 ELSE 0 END), 0) AS cancelled,
            COALESCE(SUM(CASE WHEN placed.status = 'Rejected' AND placed.rejection_reason = 'OutOfStock' THEN 1 ELSE 0 END), 0) AS out_of_stock,
            COALESCE(SUM(CASE WHEN placed.status = 'Rejected' AND placed.rejection_reason = 'InsufficientFunds' THEN 1 ELSE 0 END), 0) AS insufficient_funds,
            COALESCE(SUM(CASE WHEN placed.status = 'Rejected' AND placed.rejection_reason = 'ReservationExpired' THEN 1 ELSE 0 END), 0) AS reservation_expired,
            COALESCE(SUM(CASE WHEN placed.status = 'Rejected' AND placed.rejection_reason = 'TimedOut' THEN 1 ELSE 0 END), 0) AS timed_out
        FROM orders.rpt_orders AS placed
        WHERE placed.placed_at >= @from
            AND placed.placed_at < @to
            AND (@customer IS NULL OR placed.user_id = @customer)
    ) AS total
    CROSS JOIN (
        SELECT 1 AS position, 'Placed' AS stage, NULL AS reason
        UNION ALL SELECT 2, 'Reserved', NULL
        UNION ALL SELECT 3, 'Paid', NULL
        UNION ALL SELECT 4, 'Confirmed', NULL
        UNION ALL SELECT 5, 'Cancelled', NULL
        UNION ALL SELECT 6, 'Rejected', 'OutOfStock'
        UNION ALL SELECT 7, 'Rejected', 'InsufficientFunds'
        UNION ALL SELECT 8, 'Rejected', 'ReservationExpired'
        UNION ALL SELECT 9, 'Rejected', 'TimedOut'
    ) AS kind
) AS stage
ORDER BY stage.position
