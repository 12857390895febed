using System.Runtime.InteropServices;

namespace EmojiGen.Imaging.Native;

/// <summary>C's environment, which native libraries read and .NET's setter does not reach.</summary>
static partial class NativeEnvironment
{
    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint Get(string name);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Set(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Unset(string name);
}
