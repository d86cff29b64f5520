using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MonolithFirst.Payments.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "accounts",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 36, nullable: false),
                    currency = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 3, nullable: false),
                    opened_at = table.Column<DateTime>(type: "TEXT", precision: 6, nullable: false),
                    kind = table.Column<string>(type: "TEXT", unicode: false, maxLength: 8, nullable: false),
                    name = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: true),
                    user_id = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 36, nullable: true),
                    balance_minor = table.Column<long>(type: "INTEGER", nullable: true),
                    entry_count = table.Column<int>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_accounts", x => x.id);
                    table.CheckConstraint("ck_accounts_not_below_zero", "balance_minor >= 0");
                });

            migrationBuilder.CreateTable(
                name: "charges",
                columns: table => new
                {
                    reference = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 36, nullable: false),
                    state = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    user_id = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 36, nullable: true),
                    amount_minor = table.Column<long>(type: "INTEGER", nullable: true),
                    currency = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 3, nullable: true),
                    purpose = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true, collation: "NOCASE"),
                    changed_at = table.Column<DateTime>(type: "TEXT", precision: 6, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_charges", x => x.reference);
                });

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
                name: "transactions",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 36, nullable: false),
                    kind = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    reference = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 36, nullable: true),
                    purpose = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false, collation: "NOCASE"),
                    recorded_by = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 36, nullable: true),
                    recorded_at = table.Column<DateTime>(type: "TEXT", precision: 6, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_transactions", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "entries",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 36, nullable: false),
                    transaction_id = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 36, nullable: false),
                    account_id = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 36, nullable: false),
                    recorded_at = table.Column<DateTime>(type: "TEXT", precision: 6, nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: true),
                    balance_after_minor = table.Column<long>(type: "INTEGER", nullable: true),
                    amount_currency = table.Column<string>(type: "TEXT", fixedLength: true, maxLength: 3, nullable: false, collation: "NOCASE"),
                    amount_minor = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_entries", x => x.id);
                    table.ForeignKey(
                        name: "fk_entries_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_entries_transactions_transaction_id",
                        column: x => x.transaction_id,
                        principalTable: "transactions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_accounts_name_currency",
                table: "accounts",
                columns: new[] { "name", "currency" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_accounts_user_id_currency",
                table: "accounts",
                columns: new[] { "user_id", "currency" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_entries_account_id_number",
                table: "entries",
                columns: new[] { "account_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_entries_transaction_id",
                table: "entries",
                column: "transaction_id");

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
                name: "ix_outbox_destination_due_at",
                table: "outbox",
                columns: new[] { "destination", "due_at" });

            migrationBuilder.CreateIndex(
                name: "ix_transactions_recorded_at",
                table: "transactions",
                column: "recorded_at");

            migrationBuilder.CreateIndex(
                name: "ix_transactions_reference",
                table: "transactions",
                column: "reference");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "charges");

            migrationBuilder.DropTable(
                name: "entries");

            migrationBuilder.DropTable(
                name: "idempotency_keys");

            migrationBuilder.DropTable(
                name: "inbox");

            migrationBuilder.DropTable(
                name: "outbox");

            migrationBuilder.DropTable(
                name: "accounts");

            migrationBuilder.DropTable(
                name: "transactions");
        }
    }
}
