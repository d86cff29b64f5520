using Microsoft.EntityFrameworkCore.Migrations;
using MonolithFirst.Platform.Persistence;

#nullable disable

namespace MonolithFirst.Notifications.Persistence.Migrations.MySql
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
                    TIMESTAMPDIFF(MICROSECOND, '1970-01-01', sent_at) - TIMESTAMPDIFF(MICROSECOND, '1970-01-01', created_at) AS delivery_us
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
