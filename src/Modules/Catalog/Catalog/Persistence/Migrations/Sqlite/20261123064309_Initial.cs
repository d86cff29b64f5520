using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MonolithFirst.Catalog.Persistence.Migrations.Sqlite
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
                name: "products",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 36, nullable: false),
                    sku = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false, collation: "NOCASE"),
                    description = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false, collation: "NOCASE"),
                    status = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", precision: 6, nullable: false),
                    updated_at = table.Column<DateTime>(type: "TEXT", precision: 6, nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    search_text = table.Column<string>(type: "TEXT", maxLength: 2242, nullable: false, collation: "NOCASE"),
                    price_currency = table.Column<string>(type: "TEXT", fixedLength: true, maxLength: 3, nullable: false, collation: "NOCASE"),
                    price_minor = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_products", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "product_prices",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 36, nullable: false),
                    product_id = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 36, nullable: false),
                    valid_from = table.Column<DateTime>(type: "TEXT", precision: 6, nullable: false),
                    valid_to = table.Column<DateTime>(type: "TEXT", precision: 6, nullable: true),
                    price_currency = table.Column<string>(type: "TEXT", fixedLength: true, maxLength: 3, nullable: false, collation: "NOCASE"),
                    price_minor = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_product_prices", x => x.id);
                    table.ForeignKey(
                        name: "fk_product_prices_products_product_id",
                        column: x => x.product_id,
                        principalTable: "products",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
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
                name: "ix_outbox_destination_due_at",
                table: "outbox",
                columns: new[] { "destination", "due_at" });

            migrationBuilder.CreateIndex(
                name: "ix_product_prices_product_id_valid_from",
                table: "product_prices",
                columns: new[] { "product_id", "valid_from" });

            migrationBuilder.CreateIndex(
                name: "ix_products_name",
                table: "products",
                column: "name");

            migrationBuilder.CreateIndex(
                name: "ix_products_sku",
                table: "products",
                column: "sku",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_products_status_name",
                table: "products",
                columns: new[] { "status", "name" });

            migrationBuilder.CreateIndex(
                name: "ix_products_status_updated_at",
                table: "products",
                columns: new[] { "status", "updated_at" });

            migrationBuilder.CreateIndex(
                name: "ix_products_updated_at",
                table: "products",
                column: "updated_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "idempotency_keys");

            migrationBuilder.DropTable(
                name: "inbox");

            migrationBuilder.DropTable(
                name: "outbox");

            migrationBuilder.DropTable(
                name: "product_prices");

            migrationBuilder.DropTable(
                name: "products");
        }
    }
}
