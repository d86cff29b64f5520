using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MonolithFirst.Notifications.Persistence.Migrations.MySql
{
    /// <inheritdoc />
    public partial class ListByCreatedAt : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_notifications_created_at_channel_template_status_sent_at",
                table: "notifications");

            migrationBuilder.CreateIndex(
                name: "ix_notifications_created_at_id_channel_template_status_sent_at",
                table: "notifications",
                columns: new[] { "created_at", "id", "channel", "template", "status", "sent_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_notifications_created_at_id_channel_template_status_sent_at",
                table: "notifications");

            migrationBuilder.CreateIndex(
                name: "ix_notifications_created_at_channel_template_status_sent_at",
                table: "notifications",
                columns: new[] { "created_at", "channel", "template", "status", "sent_at" });
        }
    }
}
