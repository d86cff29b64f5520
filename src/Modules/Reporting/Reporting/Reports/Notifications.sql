SELECT
    ranked.channel,
    ranked.template,
    COUNT(*) AS notifications,
    SUM(CASE WHEN ranked.status = 'Sent' THEN 1 ELSE 0 END) AS sent,
    SUM(CASE WHEN ranked.status = 'Failed' THEN 1 ELSE 0 END) AS failed,
    SUM(CASE WHEN ranked.status = 'Pending' THEN 1 ELSE 0 END) AS pending,
    MAX(
        CASE
            WHEN ranked.status = 'Sent' AND ranked.place * 2 >= ranked.total AND (ranked.place - 1) * 2 < ranked.total
            THEN ranked.delivery_us
        END
    ) AS median,
    MAX(
        CASE
            WHEN ranked.status = 'Sent' AND ranked.place * 100 >= ranked.total * 95 AND (ranked.place - 1) * 100 < ranked.total * 95
            THEN ranked.delivery_us
        END
    ) AS p95
FROM (
    SELECT
        message.channel,
        message.template,
        message.status,
        message.delivery_us,
        ROW_NUMBER() OVER (PARTITION BY message.channel, message.template, message.status ORDER BY message.delivery_us) AS place,
        COUNT(*) OVER (PARTITION BY message.channel, message.template, message.status) AS total
    FROM notifications.rpt_notifications AS message
    WHERE message.created_at >= @from AND message.created_at < @to
) AS ranked
GROUP BY ranked.channel, ranked.template
ORDER BY ranked.channel, ranked.template
