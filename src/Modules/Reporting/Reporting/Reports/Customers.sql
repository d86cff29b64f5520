SELECT
    SUBSTR(MIN(active.at), 1, 7) AS month,
    COUNT(*) AS customers,
    SUM(CASE WHEN active.month = first.month THEN 1 ELSE 0 END) AS new_customers,
    SUM(CASE WHEN active.month = first.month THEN 0 ELSE 1 END) AS returning_customers,
    SUM(active.orders) AS orders
FROM (
    SELECT entry.user_id, entry.recorded_month_number AS month, MIN(entry.recorded_at) AS at, COUNT(*) AS orders
    FROM payments.rpt_ledger_entries AS entry
    WHERE entry.kind = 'Charge'
        AND entry.user_id IS NOT NULL
        AND entry.recorded_at >= @from
        AND entry.recorded_at < @to
    GROUP BY entry.user_id, entry.recorded_month_number
) AS active
JOIN (
    SELECT entry.user_id, MIN(entry.recorded_month_number) AS month
    FROM payments.rpt_ledger_entries AS entry
    WHERE entry.kind = 'Charge' AND entry.user_id IS NOT NULL
    GROUP BY entry.user_id
) AS first ON first.user_id = active.user_id
GROUP BY active.month
ORDER BY active.month
