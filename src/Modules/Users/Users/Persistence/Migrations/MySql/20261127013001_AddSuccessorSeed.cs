using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MonolithFirst.Users.Persistence.Migrations.MySql
{
    /// <inheritdoc />
    public partial class AddSuccessorSeed : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "successor_seed",
                table: "refresh_tokens",
                type: "varchar(64)", unicode: false, maxLength: 64, nullable: true, collation: "ascii_bin")
                .Annotation("MySql:CharSet", "ascii");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "successor_seed",
                table: "refresh_tokens");
        }
    }
}
