namespace MonolithFirst.Architecture.Tests.Deployment;

public sealed class DeploymentTests
{
    [Fact]
    public void Image_compose_file_README_and_options_agree() =>
        Assert.Empty(DeploymentRules.Findings(DeploymentFiles.InTheTree, KnownSettings.OfTheProduct));

    [Theory]
    [InlineData("`Messaging:Retention`", "`Messaging:Retentoin`", "lacks Messaging:Retention.")]
    [InlineData("`Messaging:Retention`", "`Messaging:Retentoin`", "has Messaging:Retentoin, which the host does not know.")]
    [InlineData("`Web:DrainDelay`, ", "", "lacks Web:DrainDelay.")]
    [InlineData("`Jobs:Redis`", "`Jobs:Valkey`", "lacks Jobs:Redis.")]
    [InlineData("| `Jobs:Redis`", "| `Web:DrainDelay` | |\n| `Jobs:Redis`", "has Web:DrainDelay twice.")]
    [InlineData("| `65536` |", "| `65535` |", "says that Web:MaxBodyBytes is 65535 by default; it is 65536.")]
    [InlineData("-p 8080:8080 ", "-p 8080:80 ", "container section lacks ':8080'")]
    [InlineData(":/data ", ":/var/data ", "container section lacks ':/data'")]
    [InlineData("MonolithFirst.Host.dll healthy\n", "MonolithFirst.Host.dll health\n", "container section lacks 'exec shop")]
    [InlineData("-t monolithfirst ", "-t monolith ", "README calls the image otherwise")]
    [InlineData(" ADMINISTRATOR_PASSWORD;", ";", "README makes the secrets")]
    public void What_README_gets_wrong_is_found(string right, string wrong, string finding) =>
        Finds(finding, Tampered(DeploymentFiles.InTheTree.Readme, right, wrong, text => DeploymentFiles.InTheTree with { Readme = text }));

    [Theory]
    [InlineData("Database__DataFolder=", "Database__Datafolders=/data Database__DataFolder=", "sets Database:Datafolders, which is not in")]
    [InlineData("Database__DataFolder=", "Database__Datafolders=/data Database__DataFolder=", "Dockerfile sets what the host refuses")]
    [InlineData("EXPOSE 8080", "EXPOSE 80", "exposes 80, and the host listens at 8080")]
    [InlineData("VOLUME /data", "VOLUME /var/data", "has the volume /var/data")]
    [InlineData("mkdir /data", "mkdir /date", "does not make /data")]
    [InlineData("USER $APP_UID", "USER root", "as root")]
    [InlineData("ENTRYPOINT [\"dotnet\", \"MonolithFirst.Host", "ENTRYPOINT [\"dotnet\", \"Monolith.Host", "does not start")]
    [InlineData("\"healthy\"]", "\"health\"]", "not the host's command healthy")]
    public void What_the_Dockerfile_gets_wrong_is_found(string right, string wrong, string finding) =>
        Finds(
            finding,
            Tampered(DeploymentFiles.InTheTree.Dockerfile, right, wrong, text => DeploymentFiles.InTheTree with { Dockerfile = text })
        );

    [Theory]
    [InlineData("catalog__Seed__Enabled:", "catalog__Seeds__Enabled:", "sets catalog:Seeds:Enabled, which is not in")]
    [InlineData("catalog__Seed__Enabled:", "catalog__Seeds__Enabled:", "The settings below catalog cannot be read")]
    [InlineData("Provider: MySql", "Provider: MySqul", "The settings below Database cannot be read")]
    [InlineData("dockerfile: src/Host/", "dockerfile: src/", "not built from src/Host/Dockerfile")]
    [InlineData("read_only: true", "read_only: false", "not read-only")]
    [InlineData("  cap_drop:\n    - ALL\n  security_opt:\n    - no-new-privileges:true", "  cap_drop:\n    - ALL", "may gain privileges")]
    [InlineData("\"8080:8080\"", "\"8080:80\"", "the port is 8080 in the image")]
    [InlineData("data:/data", "data:/var/data", "no volume at /data")]
    [InlineData("    ports:\n", "      URLS: http://+:80\n    ports:\n", "are the image's to say")]
    [InlineData("    ports:\n", "    healthcheck:\n      disable: true\n    ports:\n", "the health check is the image's to say")]
    [InlineData("service_completed_successfully", "service_started", "before its schemas are provisioned")]
    [InlineData("[\"provision\"]", "[\"provison\"]", "does not run the command provision")]
    [InlineData("stop_grace_period: 60s", "stop_grace_period: 35s", "host: is killed after 35s")]
    [InlineData("stop_grace_period: 60s", "stop_grace_period: 35s", "orders: is killed after 35s")]
    [InlineData("${DATABASE_SECRET:?is missing, see README}", "0123456789abcdef", "Database__Secret stands in the file")]
    [InlineData("${SERVICE_SECRET:?is missing, see README}", "${SERVICE_SECRET:-}", "Placement__Secrets__0 stands in the file")]
    [InlineData("${SERVICE_SECRET_OTHER:-}", "0123456789abcdef", "Placement__Secrets__1 stands in the file")]
    [InlineData("${BROKER:-}", "amqp://guest:guest@rabbitmq", "Messaging__Broker stands in the file")]
    [InlineData("${DATABASE_SECRET:?is missing, see README}", "${DB_SECRET:?is missing}", "README makes the secrets")]
    [InlineData("MODULES: orders\n", "MODULES: orders\n      users__KeyEncryptionSecret: ${OTHER}\n", "a module that it does not host")]
    [InlineData(
        "&settings\n",
        "&settings\n  users__KeyEncryptionSecret: ${OTHER}\n",
        "provision: users__KeyEncryptionSecret is the secret"
    )]
    public void What_the_compose_file_gets_wrong_is_found(string right, string wrong, string finding) =>
        Finds(
            finding,
            Tampered(DeploymentFiles.InTheTree.Compose, right, wrong, text => DeploymentFiles.InTheTree with { Compose = text })
        );

    private static DeploymentFiles Tampered(string text, string right, string wrong, Func<string, DeploymentFiles> with)
    {
        Assert.Contains(right, text, StringComparison.Ordinal);
        return with(text.Replace(right, wrong, StringComparison.Ordinal));
    }

    private static void Finds(string finding, DeploymentFiles files) =>
        Assert.Contains(
            DeploymentRules.Findings(files, KnownSettings.OfTheProduct),
            found => found.Contains(finding, StringComparison.Ordinal)
        );
}
