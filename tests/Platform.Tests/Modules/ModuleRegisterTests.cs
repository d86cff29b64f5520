using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Tests.Messaging;

namespace MonolithFirst.Platform.Tests.Modules;

public sealed class ModuleRegisterTests
{
    private const string Sample = """{ "name": "sample", "owner": "tests", "purpose": "Try the platform." }""";

    [Fact]
    public void A_module_that_is_not_registered_is_refused_with_the_file_to_change()
    {
        var refused = Assert.Throws<ModuleSetupException>(() => ModuleRegister.Parse("[]").Check([new SampleModule()]));

        Assert.Contains("'sample'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("src/Modules/modules.json", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_modules_of_one_name_are_refused()
    {
        var refused = Assert.Throws<ModuleSetupException>(() =>
            ModuleRegister.Parse($"[{Sample}]").Check([new SampleModule(), new Impostor()])
        );

        Assert.Contains("taken twice", refused.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(Impostor), refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sample")]
    [InlineData("sam_ple")]
    [InlineData("")]
    public void A_misnamed_module_is_refused(string name)
    {
        var refused = Assert.Throws<ModuleSetupException>(() => ModuleRegister.Parse($"[{Sample}]").Check([new Impostor(name)]));

        Assert.Contains("one lower-case word", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"[{Sample},{Sample}]", "registered 2 times")]
    [InlineData("""[{ "name": "sample", "owner": "", "purpose": "x" }]""", "needs an owner")]
    [InlineData("""[{ "name": "sample", "owner": "x" }]""", "needs an owner and a purpose")]
    [InlineData("""[{ "name": "Sam ple", "owner": "x", "purpose": "x" }]""", "is no module name")]
    [InlineData("{", "cannot be read")]
    public void A_register_with_a_fault_is_refused_by_the_name_of_its_file(string json, string fault)
    {
        var refused = Assert.Throws<ModuleSetupException>(() => ModuleRegister.Parse(json));

        Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
        Assert.Contains(ModuleRegister.File, refused.Message, StringComparison.Ordinal);
    }

    private sealed class Impostor(string name = "sample") : Module
    {
        public override string Name => name;

        public override void Configure(ModuleBuilder module) { }
    }
}
