SELECT
    total.channel,
    total.template,
    total.notifications,
    total.sent,
    total.failed,
    total.pending,
    timed.median,
    timed.p95
FROM (
    SELECT
        message.channel,
        message.template,
        COUNT(*) AS notifications,
        SUM(CASE WHEN message.status = 'Sent' THEN 1 ELSE 0 END) AS sent,
        SUM(CASE WHEN message.status = 'Failed' THEN 1 ELSE 0 END) AS failed,
        SUM(CASE WHEN message.status = 'Pending' THEN 1 ELSE 0 END) AS pending
    FROM notifications.rpt_notifications AS message
    WHERE message.created_at >= @from AND message.created_at < @to
    GROUP BY message.channel, message.template
) AS total
LEFT JOIN (
    SELECT
        ranked.channel,
        ranked.template,
        MAX(CASE WHEN ranked.place * 2 >= ranked.sent AND (ranked.place - 1) * 2 < ranked.sent THEN ranked.delivery_us END) AS median,
        MAX(CASE WHEN ranked.place * 100 >= ranked.sent * 95 AND (ranked.place - 1) * 100 < ranked.sent * 95 THEN ranked.delivery_us END) AS p95
    FROM (
        SELECT
            message.channel,
            message.template,
            message.delivery_us,
            COUNT(*) OVER (PARTITION BY message.channel, message.template) AS sent,
            ROW_NUMBER() OVER (PARTITION BY message.channel, message.template ORDER BY message.delivery_us) AS place
        FROM notifications.rpt_notifications AS message
        -- Those sent, told by their time: by their state, a server would take an index without it and read each row by itself.
        WHERE message.created_at >= @from AND message.created_at < @to AND message.delivery_us IS NOT NULL
    ) AS ranked
    WHERE (ranked.place * 2 >= ranked.sent AND (ranked.place - 1) * 2 < ranked.sent)
        OR (ranked.place * 100 >= ranked.sent * 95 AND (ranked.place - 1) * 100 < ranked.sent * 95)
    GROUP BY ranked.channel, ranked.template
) AS timed ON timed.channel = total.channel AND timed.template = total.template
ORDER BY total.channel, total.template
