using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MonolithFirst.Notifications.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "idempotency_keys",
                columns: table => new
                {
                    caller = table.Column<string>(type: "TEXT", unicode: false, maxLength: 36, nullable: false),
                    key = table.Column<string>(type: "TEXT", unicode: false, maxLength: 255, nullable: false),
                    request_hash = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    answer = table.Column<string>(type: "TEXT", nullable: true, collation: "NOCASE"),
                    created_at = table.Column<DateTime>(type: "TEXT", precision: 6, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_idempotency_keys", x => new { x.caller, x.key });
                });

            migrationBuilder.CreateTable(
                name: "inbox",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 36, nullable: false),
                    service_name = table.Column<string>(type: "TEXT", unicode: false, maxLength: 100, nullable: false),
                    source = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    status = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    headers = table.Column<string>(type: "TEXT", nullable: true, collation: "NOCASE"),
                    body = table.Column<string>(type: "TEXT", nullable: true, collation: "NOCASE"),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    received_at = table.Column<DateTime>(type: "TEXT", precision: 6, nullable: false),
                    handled_at = table.Column<DateTime>(type: "TEXT", precision: 6, nullable: true),
                    due_at = table.Column<DateTime>(type: "TEXT", precision: 6, nullable: true),
                    error = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true, collation: "NOCASE")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_inbox", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "notifications",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 36, nullable: false),
                    cause = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 36, nullable: false),
                    user_id = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 36, nullable: false),
                    template = table.Column<string>(type: "TEXT", unicode: false, maxLength: 100, nullable: false),
                    channel = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    values = table.Column<string>(type: "TEXT", nullable: false, collation: "NOCASE"),
                    correlation = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    status = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    attempts_left = table.Column<int>(type: "INTEGER", nullable: false),
                    due_at = table.Column<DateTime>(type: "TEXT", precision: 6, nullable: true),
                    created_at = table.Column<DateTime>(type: "TEXT", precision: 6, nullable: false),
                    sent_at = table.Column<DateTime>(type: "TEXT", precision: 6, nullable: true),
                    recipient = table.Column<string>(type: "TEXT", maxLength: 320, nullable: true, collation: "NOCASE"),
                    subject = table.Column<string>(type: "TEXT", nullable: true, collation: "NOCASE"),
                    body = table.Column<string>(type: "TEXT", nullable: true, collation: "NOCASE"),
                    error = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true, collation: "NOCASE")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_notifications", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 36, nullable: false),
                    service_name = table.Column<string>(type: "TEXT", unicode: false, maxLength: 100, nullable: false),
                    destination = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    headers = table.Column<string>(type: "TEXT", nullable: false, collation: "NOCASE"),
                    body = table.Column<string>(type: "TEXT", nullable: false, collation: "NOCASE"),
                    created_at = table.Column<DateTime>(type: "TEXT", precision: 6, nullable: false),
                    due_at = table.Column<DateTime>(type: "TEXT", precision: 6, nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    error = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true, collation: "NOCASE")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "templates",
                columns: table => new
                {
                    key = table.Column<string>(type: "TEXT", unicode: false, maxLength: 100, nullable: false),
                    channel = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    subject = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false, collation: "NOCASE"),
                    body = table.Column<string>(type: "TEXT", maxLength: 10000, nullable: false, collation: "NOCASE"),
                    changed_at = table.Column<DateTime>(type: "TEXT", precision: 6, nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_templates", x => new { x.key, x.channel });
                });

            migrationBuilder.CreateIndex(
                name: "ix_idempotency_keys_created_at",
                table: "idempotency_keys",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_inbox_status_due_at",
                table: "inbox",
                columns: new[] { "status", "due_at" });

            migrationBuilder.CreateIndex(
                name: "ix_inbox_status_handled_at",
                table: "inbox",
                columns: new[] { "status", "handled_at" });

            migrationBuilder.CreateIndex(
                name: "ix_notifications_cause_template_user_id_channel",
                table: "notifications",
                columns: new[] { "cause", "template", "user_id", "channel" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_notifications_channel_status_due_at",
                table: "notifications",
                columns: new[] { "channel", "status", "due_at" });

            migrationBuilder.CreateIndex(
                name: "ix_notifications_created_at",
                table: "notifications",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_notifications_status_created_at",
                table: "notifications",
                columns: new[] { "status", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_notifications_user_id_created_at",
                table: "notifications",
                columns: new[] { "user_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_outbox_destination_due_at",
                table: "outbox",
                columns: new[] { "destination", "due_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "idempotency_keys");

            migrationBuilder.DropTable(
                name: "inbox");

            migrationBuilder.DropTable(
                name: "notifications");

            migrationBuilder.DropTable(
                name: "outbox");

            migrationBuilder.DropTable(
                name: "templates");
        }
    }
}
