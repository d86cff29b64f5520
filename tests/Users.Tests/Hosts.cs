using MonolithFirst.Testing;

// The tests of accounts do not disturb each other, so that one host a database serves them all.
[assembly: AssemblyFixture(typeof(HostFixture))]
[assembly: AssemblyFixture(typeof(MySqlHostFixture))]
