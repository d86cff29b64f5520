namespace MonolithFirst.Benchmarks.Trade;

/// <summary>What customers were told: the rows of notifications.</summary>
internal sealed class Mails(Chance chance)
{
    private const int Attempts = 10;

    private static readonly TimeSpan Sending = TimeSpan.FromSeconds(1);

    private readonly Rows notifications = new(
        "notifications.notifications",
        // One of them is a word of SQL; both databases take the quotes of MySQL.
        "id, cause, user_id, template, channel, `values`, correlation, trace_parent, status, attempts, attempts_left, due_at, created_at, "
            + "sent_at, recipient, subject, body, error"
    );

    public IReadOnlyList<Rows> Written => [notifications];

    public void Confirmed(Order order) =>
        Send(
            order,
            "orders.confirmed",
            "Your order is confirmed",
            $"your order {order.Id} is confirmed. We have taken {order.TotalText} from your account, and the goods are on their way."
        );

    public void Cancelled(Order order) =>
        Send(
            order,
            "orders.cancelled",
            "Your order is cancelled",
            $"your order {order.Id} over {order.TotalText} is cancelled. Whatever we had taken for it is back on your account."
        );

    public void Rejected(Order order, Rejection rejection) =>
        Send(
            order,
            "orders.rejected",
            "We could not fulfil your order",
            $"we could not fulfil your order {order.Id} over {order.TotalText}. {rejection.ForPeople}",
            $",\"reason\":\"{rejection.ForPeople}\""
        );

    private void Send(Order order, string template, string subject, string body, string moreValues = "")
    {
        var at = order.Now + chance.About(TimeSpan.FromMilliseconds(20));
        var trace = chance.Hex(16);
        // Where a mail server takes nothing for days, also the last attempt fails.
        var fails = chance.Share() < 0.01;
        notifications.Add(
            chance.Id(at),
            order.Id,
            order.Customer.Id,
            template,
            "Email",
            $"{{\"orderId\":\"{order.Id}\",\"total\":\"{order.TotalText}\"{moreValues}}}",
            trace,
            $"00-{trace}-{chance.Hex(8)}-01",
            fails ? "Failed" : "Sent",
            fails ? Attempts : 1,
            fails ? 0 : Attempts - 1,
            null,
            at,
            fails ? null : at + chance.About(Sending),
            fails ? null : order.Customer.Email,
            fails ? null : subject,
            fails ? null : $"Hello {order.Customer.Name},\n\n{body}\n",
            fails ? "The mail server has refused the connection." : null
        );
    }
}
