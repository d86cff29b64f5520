SELECT
    sold.user_id AS customer_id,
    customer.display_name AS name,
    customer.email,
    sold.orders,
    sold.units,
    sold.currency,
    sold.gross,
    sold.refunds,
    sold.gross - sold.refunds AS net
FROM (
    SELECT
        entry.user_id,
        entry.currency,
        SUM(CASE WHEN entry.kind = 'Charge' THEN 1 ELSE 0 END) AS orders,
        COALESCE(SUM(CASE WHEN entry.kind = 'Charge' THEN charged.units END), 0) AS units,
        SUM(CASE WHEN entry.kind = 'Charge' THEN -entry.amount_minor ELSE 0 END) AS gross,
        SUM(CASE WHEN entry.kind = 'Refund' THEN entry.amount_minor ELSE 0 END) AS refunds
    FROM payments.rpt_ledger_entries AS entry
    LEFT JOIN orders.rpt_orders AS charged ON charged.id = entry.reference
    WHERE entry.kind IN ('Charge', 'Refund')
        AND entry.user_id IS NOT NULL
        AND entry.recorded_at >= @from
        AND entry.recorded_at < @to
        AND (@customer IS NULL OR entry.user_id = @customer)
    GROUP BY entry.user_id, entry.currency
) AS sold
LEFT JOIN users.rpt_customers AS customer ON customer.user_id = sold.user_id
ORDER BY net DESC, sold.user_id, sold.currency
