SELECT
    SUBSTR(MIN(cohort.at), 1, 7) AS cohort,
    active.month_number - cohort.month_number AS months_later,
    COUNT(*) AS customers,
    ROUND(100.0 * COUNT(*) / MAX(cohort.size), 2) AS share
FROM (
    SELECT first.user_id, first.month_number, first.at, COUNT(*) OVER (PARTITION BY first.month_number) AS size
    FROM (
        SELECT entry.user_id, MIN(entry.recorded_month_number) AS month_number, MIN(entry.recorded_at) AS at
        FROM payments.rpt_ledger_entries AS entry
        WHERE entry.kind = 'Charge' AND entry.user_id IS NOT NULL
        GROUP BY entry.user_id
    ) AS first
    WHERE first.at >= @from AND first.at < @to
) AS cohort
JOIN (
    SELECT entry.user_id, entry.recorded_month_number AS month_number
    FROM payments.rpt_ledger_entries AS entry
    WHERE entry.kind = 'Charge' AND entry.user_id IS NOT NULL AND entry.recorded_at >= @from
    GROUP BY entry.user_id, entry.recorded_month_number
) AS active ON active.user_id = cohort.user_id
GROUP BY cohort.month_number, months_later
ORDER BY cohort.month_number, months_later
