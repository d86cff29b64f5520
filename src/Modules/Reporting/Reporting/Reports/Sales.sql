SELECT
    CASE @period WHEN 'Week' THEN entry.recorded_week WHEN 'Month' THEN entry.recorded_month ELSE entry.recorded_day END AS period,
    SUM(CASE WHEN entry.kind = 'Charge' THEN 1 ELSE 0 END) AS orders,
    COALESCE(SUM(CASE WHEN entry.kind = 'Charge' THEN charged.units END), 0) AS units,
    entry.currency,
    SUM(CASE WHEN entry.kind = 'Charge' THEN -entry.amount_minor ELSE 0 END) AS gross,
    SUM(CASE WHEN entry.kind = 'Refund' THEN entry.amount_minor ELSE 0 END) AS refunds,
    SUM(-entry.amount_minor) AS net
FROM payments.rpt_ledger_entries AS entry
LEFT JOIN orders.rpt_orders AS charged ON charged.id = entry.reference
WHERE entry.kind IN ('Charge', 'Refund')
    AND entry.user_id IS NOT NULL
    AND entry.recorded_at >= @from
    AND entry.recorded_at < @to
    AND (@customer IS NULL OR entry.user_id = @customer)
GROUP BY period, entry.currency
ORDER BY period, entry.currency
