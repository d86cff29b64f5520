namespace MonolithFirst.Benchmarks.Reports.Composing;

/// <summary>
/// Answers every report of the catalogue by API composition, as a client would that has nothing but the modules' own resources: pages
/// through their lists and joins the rows. There is no column of any report that these do not answer.
/// </summary>
/// <param name="resources">What the client reads.</param>
internal sealed class Composition(ModuleResources resources)
{
    /// <exception cref="ArgumentException">It is not known how: a new report is composed as well, or its price is not known.</exception>
    public Task<ReportRows> AnswerAsync(ReportQuestion question) =>
        question.Report switch
        {
            "customer-cohorts" => new ComposedCustomers(resources).CohortsAsync(),
            "customers" => new ComposedCustomers(resources).ByMonthAsync(),
            "notifications" => new ComposedNotifications(resources).ByTemplateAsync(),
            "order-funnel" => new ComposedOrders(resources).FunnelAsync(),
            "order-step-times" => new ComposedOrders(resources).StepTimesAsync(),
            "reconciliation" => new ComposedReconciliation(resources).ListAsync(),
            "sales" => new ComposedSales(resources).ByPeriodAsync(question.Period!),
            "sales-by-customer" => new ComposedSales(resources).ByCustomerAsync(),
            "sales-by-product" => new ComposedSales(resources).ByProductAsync(),
            "stock" => new ComposedStock(resources).ListAsync(),
            _ => throw new ArgumentException($"It is not known how to compose {question.Report}."),
        };
}
