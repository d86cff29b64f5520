namespace MonolithFirst.Architecture.Tests;

public sealed class ProductTests
{
    public static TheoryData<string> Names => [.. Rule.All.Select(rule => rule.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_product_keeps_every_rule(string name)
    {
        var violations = Rule.All.Single(rule => rule.Name == name).Violations(Product.Built);
        Assert.True(violations.Count == 0, string.Join(Environment.NewLine, violations));
    }

    [Fact]
    public void All_modules_of_the_register_are_looked_at() =>
        Assert.Equal(
            Product.Built.Register.Select(module => module.Name).Order(),
            Product.Built.Modules.Select(assembly => Product.ModuleOf(Product.NameOf(assembly))).Order()
        );
}
