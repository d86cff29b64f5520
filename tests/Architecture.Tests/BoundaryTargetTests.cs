using MonolithFirst.Testing;

namespace MonolithFirst.Architecture.Tests;

/// <summary>Projects that cross a boundary are planted and built with <c>src/Modules/Directory.Build.targets</c>.</summary>
public sealed class BoundaryTargetTests
{
    private static readonly string Sources = Path.Combine(SourceTree.Root, "src");
    private static readonly string Targets = Path.Combine(Sources, "Modules", "Directory.Build.targets");

    [Fact]
    public async Task A_module_that_crosses_a_boundary_does_not_build()
    {
        var (exitCode, output) = await BuildAsync(
            "Sales",
            Project("Modules/Orders/Orders/Orders.csproj")
                + Project("Modules/Orders/Orders.Contracts/Orders.Contracts.csproj")
                + Project("Shared/Platform/Platform.csproj")
                + Project("Host/Host.csproj")
                + Project("../tests/Testing/Testing.csproj")
                + """<Reference Include="Shortcut" HintPath="../bin/MonolithFirst.Users.dll" />"""
        );
        Assert.NotEqual(0, exitCode);
        Assert.Contains("error MF0003: Sales references Orders, which is another module's own. Reference Orders.Contracts instead", output);
        Assert.Contains("error MF0004: Sales references the host", output);
        Assert.Contains("error MF0005: Sales references Testing", output);
        Assert.Contains("error MF0006: Sales references the assembly Shortcut as a file", output);
        Assert.Equal(4, Errors(output));
    }

    [Fact]
    public async Task Contracts_that_depend_on_more_than_Abstractions_do_not_build()
    {
        var (exitCode, output) = await BuildAsync(
            "Sales.Contracts",
            Project("Shared/Abstractions/Abstractions.csproj")
                + Project("Modules/Orders/Orders.Contracts/Orders.Contracts.csproj")
                + """
                <PackageReference Include="MailKit" />
                <PackageReference Include="Analyzers" PrivateAssets="all" />
                <FrameworkReference Include="Microsoft.AspNetCore.App" />
                """
        );
        Assert.NotEqual(0, exitCode);
        Assert.Contains("error MF0001: Sales.Contracts references Orders.Contracts, but a Contracts project depends on", output);
        Assert.Contains("error MF0002: Sales.Contracts references the package or framework MailKit", output);
        Assert.Contains("error MF0002: Sales.Contracts references the package or framework Microsoft.AspNetCore.App", output);
        Assert.Equal(3, Errors(output));
    }

    [Fact]
    public async Task A_module_within_its_boundaries_builds()
    {
        var (exitCode, output) = await BuildAsync(
            "Sales",
            Project("Shared/Platform/Platform.csproj")
                + Project("Shared/Abstractions/Abstractions.csproj")
                + Project("Modules/Orders/Orders.Contracts/Orders.Contracts.csproj")
                + """<PackageReference Include="MailKit" />"""
        );
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task The_check_is_part_of_an_ordinary_build()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output) = await RunAsync(
            folder,
            "Sales",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup>{Project("Modules/Orders/Orders/Orders.csproj")}</ItemGroup>
              <Import Project="{Targets}" />
            </Project>
            """,
            "Build"
        );
        Assert.NotEqual(0, exitCode);
        Assert.Contains("error MF0003: Sales references Orders", output);
    }

    private static string Project(string path) => $"""<ProjectReference Include="{Path.GetFullPath(Path.Combine(Sources, path))}" />""";

    private static int Errors(string output) => output.Split('\n').Count(line => line.Contains("error MF", StringComparison.Ordinal));

    /// <summary>Runs the check alone, without restoring and compiling.</summary>
    private static async Task<(int ExitCode, string Output)> BuildAsync(string name, string items)
    {
        using var folder = new TemporaryFolder();
        return await RunAsync(
            folder,
            name,
            $"""<Project><ItemGroup>{items}</ItemGroup><Import Project="{Targets}" /></Project>""",
            "CheckModuleBoundaries"
        );
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(TemporaryFolder folder, string name, string project, string target)
    {
        await File.WriteAllTextAsync(folder[name + ".csproj"], project);
        await using var build = ChildProcess.Start(
            folder.FullName,
            [],
            ["dotnet", "msbuild", name + ".csproj", "-t:" + target, "-nologo", "-tl:off", "-m:1", "-nodeReuse:false", "-clp:NoSummary"]
        );
        var exitCode = await build.WaitAsync(TimeSpan.FromMinutes(2));
        return (exitCode, string.Join('\n', build.Output));
    }
}
