using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MonolithFirst.Architecture.Tests.Planted;

/// <summary>
/// A small product of made-up modules, compiled from source, to show that a rule can fail. A <c>#</c> in names and sources becomes a
/// number of the plant's own, because a process loads one assembly of a name.
/// </summary>
internal sealed class Plant
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using MonolithFirst.Abstractions;
        """;

    private static readonly string Folder = Directory.CreateTempSubdirectory("monolithfirst-planted-").FullName;

    // Read once: every plant refers to the same three hundred files.
    private static readonly Dictionary<string, MetadataReference> Referenced = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(':')
        .DistinctBy(Path.GetFileName)
        .ToDictionary(file => Path.GetFileNameWithoutExtension(file), MetadataReference (file) => MetadataReference.CreateFromFile(file));

    private static int plants;

    private readonly string number = Interlocked.Increment(ref plants).ToString(System.Globalization.CultureInfo.InvariantCulture);
    private readonly List<Assembly> assemblies = [];
    private readonly List<string> registered = [];
    private readonly List<(string File, string Text)> embedded = [];

    static Plant() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Folder, recursive: true);

    /// <summary>The product; with a register of just the planted modules unless another is given.</summary>
    public Product Product(string? register = null) => new(Own(register ?? $"[{string.Join(',', registered)}]"), assemblies);

    /// <summary>The assembly planted last.</summary>
    public Assembly Last => assemblies[^1];

    /// <summary>Puts a file into what is planted from now on.</summary>
    public Plant Embedded(string file, string text)
    {
        embedded.Add((file, text));
        return this;
    }

    /// <summary>Plants a module: its Contracts, then its own assembly with a module class beside the source.</summary>
    public Plant Module(string name, string contracts = "", string source = "", string? moduleClass = null)
    {
        Contracts(name, contracts);
        return Implementation(name, source, moduleClass);
    }

    public Plant Contracts(string name, string source = "")
    {
        registered.Add($$"""{ "name": "{{name.ToLowerInvariant()}}", "owner": "a team", "purpose": "To break rules." }""");
        return Assembly($"MonolithFirst.{name}.Contracts", $"namespace MonolithFirst.{name}.Contracts {{ {source} }}");
    }

    public Plant Implementation(string name, string source = "", string? moduleClass = null) =>
        Assembly(
            $"MonolithFirst.{name}",
            source,
            moduleClass
                ?? $$"""
                namespace MonolithFirst.{{name}};
                public sealed class {{name}}Module : MonolithFirst.Platform.Modules.Module
                {
                    public override string Name => "{{name.ToLowerInvariant()}}";
                    public override void Configure(MonolithFirst.Platform.Modules.ModuleBuilder module) { }
                }
                """
        );

    /// <summary>Plants any assembly.</summary>
    public Plant Assembly(string name, params string[] sources)
    {
        name = Own(name);
        var references = Referenced
            .Where(file => file.Key != name)
            .Select(file => file.Value)
            .Concat(assemblies.Select(assembly => MetadataReference.CreateFromFile(assembly.Location)));
        var compilation = CSharpCompilation.Create(
            name,
            sources.Append(Usings).Select(source => CSharpSyntaxTree.ParseText(Own(source))),
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
        );
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, number)).FullName, name + ".dll");
        var result = compilation.Emit(
            file,
            manifestResources: embedded.Select(resource => new ResourceDescription(
                resource.File,
                () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Own(resource.Text))),
                isPublic: true
            ))
        );
        Assert.True(result.Success, string.Join(Environment.NewLine, result.Diagnostics));
        // A planted Platform or Abstractions must not stand in for the real one.
        var isShared = Architecture.Tests.Product.KindOf(name) == AssemblyKind.Shared;
        var context = isShared ? new AssemblyLoadContext(name) : AssemblyLoadContext.Default;
        assemblies.Add(context.LoadFromAssemblyPath(file));
        return this;
    }

    private string Own(string text) => text.Replace("#", number, StringComparison.Ordinal);
}
