using EmojiGen.Generation;
using EmojiGen.ModelEngines;

namespace EmojiGen.Cli.Generation;

/// <summary>A picture whose file says what made it, to be made again.</summary>
static class LikeFile
{
    /// <exception cref="IOException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It does not say what made it.</exception>
    public static RememberedRequest Read(string file, Terminal terminal, Installation installation)
    {
        var path = Path.GetFullPath(file, terminal.Folder);
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no picture '{file}' to make again.", path);
        var parameters = PictureParameters.In(File.ReadAllBytes(path)) ?? throw new InvalidDataException(
            $"'{file}' does not say what made it: a PNG, WebP or SVG of emoji-gen does, unless it was written with --no-metadata.");
        return RememberedRequest.Of(parameters, InstalledModels.Of(terminal, installation), Path.GetDirectoryName(path)!);
    }
}
