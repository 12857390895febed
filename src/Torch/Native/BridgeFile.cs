using System.Runtime.InteropServices;

namespace EmojiGen.Torch.Native;

/// <summary>Finds libemojigen_torch.so and binds <see cref="Bridge"/> to it.</summary>
static class BridgeFile
{
    const string FileName = "libemojigen_torch.so";

    static string? Named => Environment.GetEnvironmentVariable("EMOJIGEN_NATIVE");

    static bool IsNamed => !string.IsNullOrEmpty(Named);

    /// <summary>The file, or null where set-up has not built it.</summary>
    /// <remarks>Looked for in the folder (or under the file name) that EMOJIGEN_NATIVE gives, beside the program,
    /// then in build/native of each folder above the program.</remarks>
    public static string? Find()
    {
        if (IsNamed)
        {
            if (File.Exists(Named)) return Path.GetFullPath(Named!);
            var inside = Path.Combine(Named!, FileName);
            return File.Exists(inside) ? Path.GetFullPath(inside) : null;
        }
        var beside = Path.Combine(AppContext.BaseDirectory, FileName);
        if (File.Exists(beside)) return beside;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var built = Path.Combine(folder.FullName, "build", "native", FileName);
            if (File.Exists(built)) return built;
        }
        return null;
    }

    /// <summary>Loads the library with everything it needs, and sends the calls of <see cref="Bridge"/> there.</summary>
    /// <exception cref="TorchException">It is missing, does not load, or is of another version.</exception>
    public static string Load()
    {
        if (Find() is null && !IsNamed) TorchLibrary.WhenNotBuilt?.Invoke();
        var path = Find() ?? throw new TorchException(IsNamed
            ? $"EMOJIGEN_NATIVE is '{Named}', which holds no {FileName}."
            : $"The tensor engine is not built ({FileName} is in none of the build/native folders above {AppContext.BaseDirectory}): run ./setup --models.");
        nint handle;
        try
        {
            handle = NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new TorchException($"The tensor engine {path} does not load ({FirstLine(e.Message)}): run ./setup --rebuild.");
        }
        NativeLibrary.SetDllImportResolver(typeof(Bridge).Assembly, (name, _, _) => name == Bridge.Library ? handle : 0);
        if (Bridge.ReportedAbiVersion() != Bridge.AbiVersion)
            throw new TorchException($"The tensor engine {path} speaks version {Bridge.ReportedAbiVersion()} of the bridge "
                + $"and this program version {Bridge.AbiVersion}: run ./setup --rebuild.");
        return path;
    }

    static string FirstLine(string message) => message.Split('\n', 2)[0].TrimEnd();
}
