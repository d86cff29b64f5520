using System.Runtime.CompilerServices;

// The tests of the platform compose hosts of their own with the code that was generated into this assembly.
[assembly: InternalsVisibleTo("MonolithFirst.Platform.Tests")]

// What must hold for every endpoint is asked of the endpoints that the program has, not of a list that somebody keeps.
[assembly: InternalsVisibleTo("MonolithFirst.EndToEnd.Tests")]

// The caller of measured queries is a process without modules, composed as the program composes one.
[assembly: InternalsVisibleTo("MonolithFirst.Benchmarks")]

// Charts' periods, and what is remembered for all viewers, are tried without a browser.
[assembly: InternalsVisibleTo("MonolithFirst.Console.Tests")]
