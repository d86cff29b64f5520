SELECT
    total.channel,
    total.template,
    total.notifications,
    total.sent,
    total.failed,
    total.pending,
    MAX(CASE WHEN ranked.place * 2 >= total.sent AND (ranked.place - 1) * 2 < total.sent THEN ranked.delivery_us END) AS median,
    MAX(CASE WHEN ranked.place * 100 >= total.sent * 95 AND (ranked.place - 1) * 100 < total.sent * 95 THEN ranked.delivery_us END) AS p95
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
        message.channel,
        message.template,
        message.delivery_us,
        ROW_NUMBER() OVER (PARTITION BY message.channel, message.template ORDER BY message.delivery_us) AS place
    FROM notifications.rpt_notifications AS message
    WHERE message.created_at >= @from AND message.created_at < @to AND message.status = 'Sent'
) AS ranked ON ranked.channel = total.channel AND ranked.template = total.template
GROUP BY total.channel, total.template, total.notifications, total.sent, total.failed, total.pending
ORDER BY total.channel, total.template
