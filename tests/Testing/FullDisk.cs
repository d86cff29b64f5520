using System.ComponentModel;
using System.Runtime.InteropServices;

namespace MonolithFirst.Testing;

/// <summary>
/// A disk that is full for one process alone: the system refuses whatever the process would write to a file. It needs no rights, where
/// a file system of a few megabytes would have to be mounted.
/// </summary>
public static class FullDisk
{
    private const int FileSizeLimit = 1;
    private const ulong Unlimited = ulong.MaxValue;

    // The runtime keeps its code in a file in memory, which the limit would hold for as well.
    private const string WithoutFiles = "export DOTNET_EnableWriteXorExecute=0; ulimit -f 0; ";

    // The limit's signal would end a process that does not ignore it; a full disk sends none.
    private const string Ignoring = "trap '' XFSZ; ";

    /// <summary>Begins the command line of a process whose disk is to be full at times.</summary>
    public static IReadOnlyList<string> Later { get; } = Shell(Ignoring);

    /// <summary>Begins the command line of a process that finds a full disk.</summary>
    public static IReadOnlyList<string> FromTheStart { get; } = Shell(Ignoring + WithoutFiles);

    /// <summary>From here on nothing is written.</summary>
    public static void Fill(int process) => Limit(process, 0);

    /// <summary>There is space again.</summary>
    public static void Free(int process) => Limit(process, Unlimited);

    private static IReadOnlyList<string> Shell(string before) => ["/bin/sh", "-c", before + "exec \"$@\"", "sh"];

    private static void Limit(int process, ulong bytes)
    {
        var limits = new Limits { Present = bytes, Highest = Unlimited };
        if (SetLimits(process, FileSizeLimit, in limits, IntPtr.Zero) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [DllImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetLimits(int process, int resource, in Limits limits, IntPtr before);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limits
    {
        public ulong Present;
        public ulong Highest;
    }
}
