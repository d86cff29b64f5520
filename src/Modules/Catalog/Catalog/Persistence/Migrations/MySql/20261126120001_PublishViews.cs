using Microsoft.EntityFrameworkCore.Migrations;
using MonolithFirst.Platform.Persistence;

#nullable disable

namespace MonolithFirst.Catalog.Persistence.Migrations.MySql
{
    /// <inheritdoc />
    public partial class PublishViews : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateReportView(
                "rpt_products",
                """
                SELECT sku,
                    name,
                    status,
                    price_minor,
                    price_currency AS currency
                FROM products
                """
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropReportView("rpt_products");
        }
    }
}
