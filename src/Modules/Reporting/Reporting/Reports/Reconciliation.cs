namespace MonolithFirst.Reporting.Reports;

/// <summary>Orders, ledger and stock against one another.</summary>
internal sealed class Reconciliation : IReport
{
    public static ReportDefinition Definition =>
        new(
            "reconciliation",
            "Reconciliation of orders, ledger and stock",
            "Whatever does not match, normally nothing. Settled orders placed in these days against their ledger entries and stock movements, and entries and movements of these days against orders.",
            [.. ReportParameter.Range, ReportParameter.SettledStatus, ReportParameter.Customer],
            [
                new("orderId", ColumnType.Text, "The order, or what the entry or movement names as one."),
                new("status", ColumnType.Word, "Where the order stands; none where there is no such order."),
                new("against", ColumnType.Word, "What it does not match: ledger (minor units), stockOnHand or stockReserved (pieces)."),
                new("sku", ColumnType.Text, "The product, with stock."),
                new("currency", ColumnType.Text, "The currency, with the ledger."),
                new("expected", ColumnType.Integer, "What should have been moved."),
                new("found", ColumnType.Integer, "What was moved."),
            ]
        );
}
