using Microsoft.EntityFrameworkCore.Migrations;
using MonolithFirst.Platform.Persistence;

#nullable disable

namespace MonolithFirst.Notifications.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class PublishViews : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_notifications_created_at",
                table: "notifications");

            migrationBuilder.CreateIndex(
                name: "ix_notifications_created_at_channel_template_status_sent_at",
                table: "notifications",
                columns: new[] { "created_at", "channel", "template", "status", "sent_at" });

            migrationBuilder.CreateReportView(
                "rpt_notifications",
                """
                SELECT id,
                    user_id,
                    cause,
                    template,
                    channel,
                    status,
                    attempts,
                    created_at,
                    sent_at,
                    (CAST(strftime('%s', substr(sent_at, 1, 19)) AS INTEGER) * 1000000 + CAST(substr(substr(sent_at, 21) || '000000', 1, 6) AS INTEGER)) - (CAST(strftime('%s', substr(created_at, 1, 19)) AS INTEGER) * 1000000 + CAST(substr(substr(created_at, 21) || '000000', 1, 6) AS INTEGER)) AS delivery_us
                FROM notifications
                """
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropReportView("rpt_notifications");

            migrationBuilder.DropIndex(
                name: "ix_notifications_created_at_channel_template_status_sent_at",
                table: "notifications");

            migrationBuilder.CreateIndex(
                name: "ix_notifications_created_at",
                table: "notifications",
                column: "created_at");
        }
    }
}
