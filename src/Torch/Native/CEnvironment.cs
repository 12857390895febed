using System.Runtime.InteropServices;

namespace EmojiGen.Torch.Native;

/// <summary>The environment that C libraries read. .NET's own setter changes a copy that they never see.</summary>
static partial class CEnvironment
{
    /// <summary>Sets a variable unless the user has set it.</summary>
    public static void SetDefault(string name, string value) => SetVariable(name, value, overwrite: 0);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
