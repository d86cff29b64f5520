namespace MonolithFirst.Reporting.Reports;

/// <summary>Orders, ledger and stock against one another, and orders that have been on their way for longer than a day.</summary>
internal sealed class Reconciliation : IReport
{
    public static ReportDefinition Definition =>
        new(
            "reconciliation",
            "Reconciliation of orders, ledger and stock",
            "Whatever does not match, normally nothing. Settled orders placed in these days against their ledger entries and stock movements, entries and movements of these days against orders, and orders that are not settled a day after they were placed.",
            [.. ReportParameter.Range, ReportParameter.OrderStatus, ReportParameter.Customer],
            [
                new("orderId", ColumnType.Text, "The order, or what the entry or movement names as one."),
                new("status", ColumnType.Word, "Where the order stands; none where there is no such order."),
                new(
                    "against",
                    ColumnType.Word,
                    "What it does not match: ledger (minor units), stockOnHand or stockReserved (pieces), or settlement (1 expected, 0 found)."
                ),
                new("sku", ColumnType.Text, "The product, with stock."),
                new("currency", ColumnType.Text, "The currency, with the ledger."),
                new("expected", ColumnType.Integer, "What should have been moved."),
                new("found", ColumnType.Integer, "What was moved."),
            ]
        );
}
