using Microsoft.Extensions.Configuration;
using MonolithFirst.Platform.Modules;

namespace MonolithFirst.Platform.Tests.Modules;

/// <summary>A misspelt section is refused where it can be told from what is not meant for the host.</summary>
public sealed class SettingNamesTests
{
    private static readonly string[] Modules = ["orders", "users"];

    [Theory]
    [InlineData("Mesaging__Broker", "Messaging")]
    [InlineData("Job__Redis", "Jobs")]
    [InlineData("Wbe__MaxBodyBytes", "Web")]
    [InlineData("ORDER__StepTimeLimit", "orders")]
    [InlineData("Plaecmnet__Zone", "Placement")]
    public void A_variable_that_looks_like_a_setting_of_ours_is_refused_with_what_was_meant(string variable, string meant)
    {
        var refused = Assert.Throws<ModuleSetupException>(() => CheckVariable(variable));

        Assert.Contains($"below {variable.Split('_')[0]}; is {meant} meant?", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("messaging__Broker")]
    [InlineData("ORDERS__StepTimeLimit")]
    [InlineData("Serilog__MinimumLevel__Default")]
    [InlineData("Kestrel__Endpoints__Http__Url")]
    [InlineData("Services__orders__http__0")]
    // Of others: a script's, a tool's, one that is no section, one of macOS.
    [InlineData("TERRAFORM__STATE")]
    [InlineData("MY__WEB__ADDRESS")]
    [InlineData("Mesaging")]
    [InlineData("__CF_USER_TEXT_ENCODING")]
    public void Ours_the_frameworks_and_other_peoples_are_not(string variable) => CheckVariable(variable);

    [Fact]
    public void On_the_command_line_everything_is_meant_for_the_host()
    {
        var refused = Assert.Throws<ModuleSetupException>(() => Check(builder => builder.AddCommandLine(["--Queue:Broker=x"])));
        Assert.Contains("no settings below Queue.", refused.Message, StringComparison.Ordinal);

        Check(builder => builder.AddCommandLine(["--Database:Provider=MySql", "--urls=http://localhost:1"]));
    }

    private static void CheckVariable(string variable)
    {
        // A prefix of its own, for the environment is the whole process's.
        var prefix = $"TEST{Guid.NewGuid():N}_";
        Environment.SetEnvironmentVariable(prefix + variable, "x");
        try
        {
            Check(builder => builder.AddEnvironmentVariables(prefix));
        }
        finally
        {
            Environment.SetEnvironmentVariable(prefix + variable, null);
        }
    }

    private static void Check(Action<IConfigurationBuilder> add)
    {
        var builder = new ConfigurationBuilder();
        add(builder);
        SettingNames.Check(builder.Build(), Modules);
    }
}
