using EmojiGen.Evaluation.Features;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Hub;
using EmojiGen.ModelEngines;
using EmojiGen.ModelFiles;

namespace EmojiGen.Cli.Evaluation;

/// <summary>The networks that figures are computed by.</summary>
static class PictureEyes
{
    const string ResNet = "resnet18", Mini = "emoji-mini";

    public static TextSetting Setting { get; } = new("features", "NAME|FOLDER",
        "What looks at the pictures: resnet18 (ImageNet's, independent of all models here), emoji-mini (its image encoder), or a folder of "
        + "DINOv2 or of CLIP's vision encoder.", ResNet);

    /// <summary>Where answers are kept between runs.</summary>
    public static string CacheFolder(Terminal terminal) =>
        Path.Combine(HubEnvironment.CacheHome(terminal.Variable), "emojigen", "features");

    /// <exception cref="IOException">A file is missing or damaged.</exception>
    /// <exception cref="InvalidDataException">The folder holds neither.</exception>
    public static IPictureFeatures Open(string name, Terminal terminal, Installation installation)
    {
        if (name == ResNet)
        {
            FurtherSetUp.Eye(terminal, installation);
            return ResNetFeatures.Load(installation.Eye);
        }
        if (name == Mini) return ClipFeatures.Load(Path.Combine(installation.Models, ModelLibrary.Embedded, "image_encoder"), "emoji-mini's image encoder");
        var folder = Path.GetFullPath(name, terminal.Folder);
        var config = Path.Combine(folder, "config.json");
        if (!File.Exists(config))
            throw new FileNotFoundException($"--features is '{name}': there is no network of that name, and no folder with config.json.", config);
        var kind = ModelConfig.Read(config).Text("model_type", "");
        return kind.StartsWith("dinov2", StringComparison.Ordinal) ? DinoFeatures.Load(folder)
            : ClipFeatures.Load(folder, $"CLIP ({Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))})");
    }
}
