using Microsoft.EntityFrameworkCore.Migrations;
using MonolithFirst.Platform.Persistence;

#nullable disable

namespace MonolithFirst.Users.Persistence.Migrations.MySql
{
    /// <inheritdoc />
    public partial class PublishViews : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateReportView(
                "rpt_customers",
                """
                SELECT id AS user_id,
                    display_name,
                    email,
                    created_at
                FROM accounts
                """
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropReportView("rpt_customers");
        }
    }
}
