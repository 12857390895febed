using System.Runtime.InteropServices;

namespace EmojiGen.Torch.Native;

/// <summary>The environment that C libraries read. .NET's own setter changes a copy that they never see.</summary>
static partial class CEnvironment
{
    public static void Set(string name, string value) => SetVariable(name, value, overwrite: 1);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
