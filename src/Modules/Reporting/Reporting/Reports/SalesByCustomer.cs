namespace MonolithFirst.Reporting.Reports;

/// <summary>What was sold, by customer: the top spenders first.</summary>
internal sealed class SalesByCustomer : IReport
{
    public static ReportDefinition Definition =>
        new(
            "sales-by-customer",
            "Sales by customer, top spenders first",
            "Charges and refunds of the ledger in the days in which they were recorded.",
            [.. ReportParameter.Range, ReportParameter.Customer],
            [
                new("customerId", ColumnType.Text, "The account."),
                new("name", ColumnType.Text, "What the customer is called."),
                new("email", ColumnType.Text, "The address of the account."),
                new("orders", ColumnType.Integer, "Orders that were paid."),
                new("units", ColumnType.Integer, "Pieces on these orders."),
                new("currency", ColumnType.Text, "The currency; amounts in several are never added up."),
                new("gross", ColumnType.Money, "What was taken for them."),
                new("refunds", ColumnType.Money, "What was given back, counted when it was."),
                new("net", ColumnType.Money, "Gross less refunds."),
            ]
        )
        {
            Chart = new ReportChart(ChartKind.Bar, ["name"], ["gross", "refunds", "net"]),
        };
}
