using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MonolithFirst.Users.Persistence.Migrations.Sqlite
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
                type: "TEXT", unicode: false, maxLength: 64, nullable: true);
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
